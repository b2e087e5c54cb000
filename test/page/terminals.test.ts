import { describe, expect } from 'vitest';
import { largeWorld } from '../support/fake-host/large-world.js';
import { demoWorld } from '../support/fake-host/demo-world.js';
import { smallWorld } from '../support/fake-host/small-world.js';
import { test } from '../support/page-test.js';
import { never, until } from '../support/until.js';

const window = 524_288;

describe('a terminal', () => {
  test('shows what is printed, and sends what is typed and pasted', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    host.print('one', 'hello from the pane');
    await page.getByText('hello from the pane').waitFor();
    await page.locator('.xterm').click();
    await page.keyboard.type('ls');
    await page.keyboard.press('Enter');
    const typed = () => host.received.flatMap((message) => (message.type === 'input' ? [message.data] : []));
    await until(() => typed().join('') === 'ls\r', { what: () => `typed: ${JSON.stringify(typed())}` });
    await page.keyboard.insertText('x'.repeat(20_000));
    await until(() => typed().join('').length === 20_003, { what: 'all of the paste' });
    expect(Math.max(...typed().map(({ length }) => length))).toBeLessThanOrEqual(8192);
  });

  test.for(['paste', 'drop'])('lets no %s out of its brackets', async (how, { pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    host.print('one', '\u001b[?2004hbracketed');
    await page.getByText('bracketed').waitFor();
    const text = 'safe\u001b[201~;evil\r\u009b201~\u0003\u007fmore\tend\n';
    await page.locator('.xterm-helper-textarea').evaluate(
      (element, [kind, pasted]) => {
        const data = new DataTransfer();
        data.setData('text/plain', pasted ?? '');
        const options = { bubbles: true, cancelable: true };
        const event =
          kind === 'paste'
            ? new ClipboardEvent('paste', { ...options, clipboardData: data })
            : new DragEvent('drop', { ...options, dataTransfer: data });
        element.dispatchEvent(event);
      },
      [how, text],
    );
    const typed = () => host.received.flatMap((message) => (message.type === 'input' ? [message.data] : []));
    await until(() => typed().length > 0, { what: 'something is pasted' });
    expect(typed().join('')).toBe('\u001b[200~safe[201~;evil\r201~more\tend\r\u001b[201~');
  });

  test('goes on after sequences that stop or freeze xterm.js by itself', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    const hostile = [
      '\u001b[999;999H\u001b[1J',
      '\u001b[2147483647b',
      '\u001b[3000000S\u001b[3000000T\u001b[3000000L\u001b[3000000M',
      `a${'\u0301'.repeat(100_000)}`,
      `\u001b]4${';'.repeat(100_000)}\u0007`,
    ];
    for (const [index, sequence] of hostile.entries()) {
      host.print('one', `${sequence}\u001b[2J\u001b[Hstill here ${index}`);
      await page.getByText(`still here ${index}`).waitFor();
    }
  });

  test('has its colours under a strict policy', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url, { colorScheme: 'dark' });
    await page.getByText('user:~$').waitFor();
    host.print('one', '\r\n\u001b[38;2;217;119;60mmillions\u001b[0m \u001b[32msixteen\u001b[0m');
    const colour = (text: string) =>
      page
        .locator('.xterm-rows span', { hasText: text })
        .last()
        .evaluate((element) => getComputedStyle(element).color);
    expect(await colour('millions')).toBe('rgb(217, 119, 60)');
    expect(await colour('sixteen')).toBe('rgb(127, 207, 147)');
  });

  test('asks for the size of its room, and has the size that the host says', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    const { cols, rows } = host.world.panes.get('one') ?? expect.fail();
    await until(() => host.received.some(({ type }) => type === 'resize'), { what: 'a wish for a size' });
    expect(cols * rows).toBeGreaterThan(0);
    const pane = host.world.panes.get('one') ?? expect.fail();
    host.emit({ type: 'pane-changed', pane: { ...pane, rows: 7, resizes: pane.resizes + 1 } });
    await until(async () => (await page.locator('.xterm-rows > div').count()) === 7, { what: 'seven rows' });
  });

  test('keeps the newest size after a reload, though its screen was read at an older one', async ({
    pages,
  }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    await until(() => host.received.some(({ type }) => type === 'resize'), { what: 'a wish for a size' });
    const { cols, rows, resizes } = host.world.panes.get('one') ?? expect.fail();
    host.olderSizes.set('one', { cols: cols - 10, rows: 7, resizes: resizes - 1 });
    await page.reload();
    await page.getByText('user:~$').waitFor();
    host.print('one', `\u001b[${rows};1Hlast row`);
    await page.getByText('last row').waitFor();
    expect(await page.locator('.xterm-rows > div').count()).toBe(rows);
    expect(await page.locator('.xterm-rows > div').last().textContent()).toContain('last row');
  });

  test('has in each window the size of the one that was used last', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const large = await pages.open(host.url);
    await large.getByText('user:~$').waitFor();
    await until(() => host.received.some(({ type }) => type === 'resize'), { what: 'a wish for a size' });
    const first = host.world.panes.get('one')?.rows ?? expect.fail();
    const small = await pages.open(host.url, { viewport: { width: 1000, height: 400 } });
    await small.getByText('user:~$').waitFor();
    const rowsOf = (page: typeof large) => page.locator('.xterm-rows > div').count();
    const paneRows = () => host.world.panes.get('one')?.rows ?? 0;
    await until(() => paneRows() < first, { what: 'the size of the small window' });
    for (const page of [large, small]) {
      await until(async () => (await rowsOf(page)) === paneRows(), { what: 'one size in both windows' });
    }
    await large.locator('.xterm').click();
    await until(() => paneRows() === first, { what: 'the size of the large window' });
    for (const page of [large, small]) {
      await until(async () => (await rowsOf(page)) === first, {
        what: 'the size of the large window in both',
      });
    }
  });

  test('gives an emoji two columns', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    host.print('one', '\u001b[3;1H😀\u001b[3;3Hx⚠️\u001b[3;6Hy👩\u200d💻\u001b[3;9Hz');
    await page.locator('.xterm-rows > div', { hasText: '😀x⚠️y👩\u200d💻z' }).waitFor();
  });

  test('answers no question of a program: the host does', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    host.print(
      'one',
      '\u001b[c\u001b[>c\u001b[6n\u001b[?6n\u001b[?1$p\u001bP$qm\u001b\\\u001b]11;?\u0007asked',
    );
    await page.getByText('asked').waitFor();
    await never(() => host.received.some(({ type }) => type === 'input'), { what: 'an answer' });
  });

  test('cannot reach the page with what is printed', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    const title = '\u001b]0;<img src=x onerror=alert(1)>\u0007';
    const clipboard = '\u001b]52;c;c3RvbGVu\u0007';
    const hyperlink = '\u001b]8;;javascript:document.title=1\u001b\\press me\u001b]8;;\u001b\\';
    host.print('one', `${title}${clipboard}${hyperlink}<script>document.title=2</script>`);
    // What is printed takes no pointer itself: the terminal looks what is below it.
    const link = (await page.getByText('press me').boundingBox()) ?? expect.fail('no link');
    await page.keyboard.down('ControlOrMeta');
    await page.mouse.click(link.x + link.width / 2, link.y + link.height / 2);
    await page.keyboard.up('ControlOrMeta');
    expect(await page.title()).toBe('panetree');
    expect(await page.locator('script:not([src]), img').count()).toBe(0);
  });

  test('keeps up with a flood, and says how far it has come', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    const line = `${'y'.repeat(62)}\r\n`;
    const piece = line.repeat(512);
    const seen = () =>
      host.received.reduce(
        (most, message) => (message.type === 'seen' ? Math.max(most, message.offset) : most),
        0,
      );
    let sent = 0;
    for (; sent < 40 * piece.length; sent += piece.length) {
      await until(() => sent - seen() < window, { what: 'it has caught up' });
      host.print('one', piece);
    }
    host.print('one', 'the end');
    await page.getByText('the end').waitFor();
    await until(() => seen() === sent + 'the end'.length, {
      what: () => `all is seen: ${seen()} of ${sent}`,
    });
  });
});

describe('terminals', () => {
  test('are split, and there again after a reload', async ({ pages }) => {
    const host = await pages.host(demoWorld());
    const page = await pages.open(host.url);
    await page.locator('[data-block="api"]').getByText('Uvicorn running').waitFor();
    await page.locator('[data-block="web"]').getByRole('button', { name: 'Split down' }).click();
    await until(async () => (await page.locator('.pane').count()) === 5, { what: 'five terminals' });
    const order = () =>
      page.locator('.pane').evaluateAll((all) => all.map((one) => one.getAttribute('data-block')));
    const before = await order();
    await page.reload();
    await page.locator('[data-block="api"]').getByText('Uvicorn running').waitFor();
    expect(await order()).toEqual(before);
    await page.locator('.pane:focus-within').waitFor();
    await page.keyboard.type('x');
    await until(() => host.received.some((message) => message.type === 'input' && message.data === 'x'), {
      what: 'what is typed after a reload arrives',
    });
  });

  test('that are not shown cost nothing: of fifty, those in sight are watched', async ({ pages }) => {
    const host = await pages.host(largeWorld(50, 100));
    const page = await pages.open(host.url);
    await page.locator('.pane').nth(3).waitFor();
    expect(await page.locator('.pane-tab').count()).toBe(50);
    await page.getByRole('button', { name: 'shell 41', exact: true }).click();
    await page.locator('[data-block="pane-41"]').getByText('shell 41', { exact: true }).first().waitFor();
    const watched = host.received.filter(({ type }) => type === 'watch-output').length;
    const unwatched = host.received.filter(({ type }) => type === 'unwatch-output').length;
    expect(watched - unwatched).toBe(4);
  });

  test('find text', async ({ pages }) => {
    const host = await pages.host(smallWorld());
    const page = await pages.open(host.url);
    await page.getByText('user:~$').waitFor();
    await page.locator('.xterm').click();
    await page.keyboard.press('Alt+Shift+F');
    await page.keyboard.type('nowhere');
    await page.getByText('Not found').waitFor();
    await page.getByLabel('Find in the terminal').fill('user');
    await page.getByText('Not found').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByLabel('Find in the terminal').waitFor({ state: 'detached' });
  });
});
