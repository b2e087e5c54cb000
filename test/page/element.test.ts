import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { smallWorld } from '../support/fake-host/small-world.js';
import { test } from '../support/page-test.js';

const elementFile = new URL('../../dist/panel/element.js', import.meta.url);

/** A page of another origin, which has nothing but the one file. */
async function serveElsewhere(markup: string): Promise<AsyncDisposable & { readonly url: string }> {
  const element = await readFile(elementFile);
  const page = `<!doctype html><title>another host</title><script type="module" src="/element.js"></script>${markup}`;
  const server = createServer((request, response) => {
    const isElement = request.url === '/element.js';
    response.writeHead(200, { 'content-type': isElement ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(isElement ? element : request.url === '/' ? page : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

describe('<panetree-swarm>', () => {
  test('shows a host in another page, let in by its token', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    await using elsewhere = await serveElsewhere(
      `<style>* { display: none } panetree-swarm, body, html { display: block; height: 400px }</style>
       <panetree-swarm url="${host.url}" token="s3cret" theme="dark"></panetree-swarm>`,
    );
    const page = await pages.open(elsewhere.url);
    const row = page.locator('[data-key^="1003 "]');
    await row.waitFor();
    expect(host.offered).toEqual(['panetree.v1', 'panetree.token.s3cret']);
    await row.click();
    await page.keyboard.press('Delete');
    await page.keyboard.press('Enter');
    await page.getByText('It has ended.').waitFor();
    expect(host.block('one').processes.map(({ pid }) => pid)).not.toContain(1003);
  });

  test('tells the page which terminal is wanted, and ends its connection when it is taken out', async ({
    pages,
  }) => {
    const host = await pages.host(smallWorld());
    await using elsewhere = await serveElsewhere(`<panetree-swarm url="${host.url}"></panetree-swarm>`);
    const page = await pages.open(elsewhere.url);
    await page.evaluate(() => {
      document.addEventListener('panetree-reveal', (event) => {
        if (event instanceof CustomEvent) document.title = JSON.stringify(event.detail);
      });
    });
    await page.locator('[data-key="block one"]').click();
    await page.keyboard.press('Enter');
    expect(await page.title()).toBe('{"blockId":"one"}');
    await page.evaluate(() => document.querySelector('panetree-swarm')?.remove());
    await expect.poll(() => host.clients).toBe(0);
  });

  test('says what is wrong with an address', async ({ pages }) => {
    await using elsewhere = await serveElsewhere('<panetree-swarm url="ftp://host"></panetree-swarm>');
    const page = await pages.open(elsewhere.url);
    await page.getByText('http: or https: expected, not ftp:').waitFor();
  });
});
