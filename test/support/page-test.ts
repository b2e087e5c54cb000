import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type ConsoleMessage,
  type Page,
} from 'playwright-core';
import { expect, test as base } from 'vitest';
import { browserMissing, browserPlace, launchBrowser } from './browser.js';
import { FakeHost } from './fake-host/fake-host.js';
import type { FakeWorld } from './fake-host/fake-world.js';

/** Chromium shows the page of a fake host; whatever goes wrong in the page fails the test. */
export class Pages {
  readonly #browser: Browser;
  readonly #ends: (() => Promise<unknown>)[] = [];
  /** What the pages have complained of. */
  readonly complaints: string[] = [];

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async host(world: FakeWorld): Promise<FakeHost> {
    const host = await FakeHost.start(world);
    this.#ends.push(() => host.stop());
    return host;
  }

  async context(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    this.#ends.push(() => context.close());
    context.on('weberror', (error) => this.complaints.push(String(error.error())));
    context.on('console', (message) => {
      const isComplaint = message.type() === 'error' && !isOfTheTest(message.text());
      if (isComplaint) this.complaints.push(complaint(message));
    });
    return context;
  }

  async open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await (await this.context(options)).newPage();
    await page.goto(url);
    return page;
  }

  async end(): Promise<void> {
    for (const end of this.#ends.toReversed()) await end();
  }
}

/** With where in the page it came from. */
function complaint(message: ConsoleMessage): string {
  const { url, lineNumber, columnNumber } = message.location();
  return `${message.text()} (${url}:${lineNumber + 1}:${columnNumber + 1})`;
}

/** A browser tells of each connection that a test has cut or refused. */
function isOfTheTest(text: string): boolean {
  return /WebSocket connection to .* failed|Failed to load resource: .*(401|ERR_CONNECTION)/.test(text);
}

let browser: Promise<Browser> | undefined;

/** One browser for a file of tests, and in it a fresh profile for each page. */
export const test = base.extend<{ readonly pages: Pages }>({
  pages: async ({ skip }, use) => {
    skip(browserPlace === undefined, browserMissing);
    browser ??= launchBrowser();
    const pages = new Pages(await browser);
    try {
      await use(pages);
      expect([...new Set(pages.complaints)], 'what the page has complained of').toEqual([]);
    } finally {
      await pages.end();
    }
  },
});

test.afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});
