import { describe, expect, test, vi } from 'vitest';
import { PaneOutput } from '../../../src/host/panes/pane-output.js';
import type { Watcher } from '../../../src/host/panes/pane-watch.js';
import { outputWindow } from '../../../src/host/wire/index.js';
import { SlowEmulator } from '../support/slow-emulator.js';

const share = 65_536;

describe('the output of a pane', () => {
  test('goes to a watcher after the screen it follows', async () => {
    const { output, source } = paneOf();
    output.receive('before ');
    const watcher = watcherOf();
    output.watch(watcher);
    output.pump(share);
    output.receive('after');
    output.pump(share);
    await read();
    expect(watcher.heard).toEqual(['screen at 7: before ', 'output at 7: after']);
    expect(source.pause).not.toHaveBeenCalled();
  });

  test('waits for no screen: one that hangs holds up nobody who has had his', async () => {
    const { output, emulator } = paneOf();
    const [early, late] = [watcherOf(), watcherOf()];
    output.watch(early);
    output.pump(share);
    await read();
    emulator.hold();
    output.receive('one');
    output.pump(share);
    output.watch(late);
    output.pump(share);
    output.receive('two');
    output.pump(share);
    await read();
    expect(early.heard).toEqual(['screen at 0: ', 'output at 0: one', 'output at 3: two']);
    expect(late.heard).toEqual([]);
    emulator.release();
    await read();
    expect(late.heard).toEqual(['screen at 3: one', 'output at 3: two']);
  });

  test('makes a program wait that is faster than its screen, and lets it go on', () => {
    const { output, source, emulator } = paneOf();
    emulator.hold();
    for (let count = 0; count < 8; count++) output.receive('x'.repeat(65_536));
    expect(source.pause).not.toHaveBeenCalled();
    output.receive('x'.repeat(65_536));
    expect(source.pause).toHaveBeenCalledTimes(1);
    expect(source.resume).not.toHaveBeenCalled();
    emulator.release();
    expect([source.resume.mock.calls.length, output.pendingSize]).toEqual([1, 0]);
  });

  test('goes on without the slow watcher, and shows it a screen later', async () => {
    const { output } = paneOf();
    const [fast, slow] = [watcherOf(), watcherOf()];
    for (const watcher of [fast, slow]) output.watch(watcher);
    output.pump(share);
    await read();
    const total = outputWindow * 2;
    for (let sent = 0; sent < total; sent += share) {
      output.receive('y'.repeat(share));
      output.pump(share);
      output.seen(fast, sent + share);
    }
    expect(fast.heard).toHaveLength(1 + total / share);
    expect(slow.heard).toHaveLength(1 + outputWindow / share);
    output.seen(slow, outputWindow - 1);
    output.pump(share);
    await read();
    expect(slow.heard).toHaveLength(1 + outputWindow / share);
    output.seen(slow, outputWindow);
    output.pump(share);
    await read();
    expect(slow.heard.at(-1)).toMatch(new RegExp(`^screen at ${total}: `));
  });

  test('waits for a watcher that takes nothing a moment, and then for nobody', async () => {
    vi.useFakeTimers();
    try {
      const { output, ready } = paneOf();
      const watcher = watcherOf();
      output.watch(watcher);
      output.pump(share);
      await read();
      for (let sent = 0; sent <= outputWindow; sent += share) {
        output.receive('z'.repeat(share));
        output.pump(share);
      }
      expect(output.pendingSize).toBe(share);
      ready.mockClear();
      await vi.advanceTimersByTimeAsync(100);
      expect(output.pendingSize).toBe(0);
      expect(watcher.heard).toHaveLength(1 + outputWindow / share);
      // It has lost that moment: it is not waited for again at once.
      output.receive('z'.repeat(share));
      expect(output.pendingSize).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test('brings the rest of the scrollback when nothing else is to be shown', async () => {
    vi.useFakeTimers();
    try {
      const { output, emulator } = paneOf();
      emulator.scrollback = 1_000_000;
      const watcher = watcherOf();
      output.watch(watcher);
      output.pump(share);
      await read();
      output.receive('more');
      output.pump(share);
      await vi.advanceTimersByTimeAsync(1000);
      expect(watcher.heard).toEqual(['screen at 0: ', 'output at 0: more']);
      output.seen(watcher, 4);
      await vi.advanceTimersByTimeAsync(1000);
      expect(watcher.heard.slice(2)).toEqual(['screen at 4: more']);
      output.seen(watcher, 4);
      await vi.advanceTimersByTimeAsync(1000);
      expect(watcher.heard).toHaveLength(3);
      expect(emulator.asked.map((each) => each < emulator.scrollback)).toEqual([true, true]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is read with all that was printed before, and says what a failed screen has lost', async () => {
    const { output } = paneOf();
    const watcher = watcherOf();
    output.watch(watcher);
    output.receive('not passed on yet');
    expect(await output.screen()).toMatchObject({ offset: 17, data: 'not passed on yet' });
    output.lose(new Error('it has failed'));
    expect(watcher.heard.at(-1)).toBe('it has failed');
    expect(await output.screen()).toMatchObject({ lostOffset: 17 });
  });

  test('keeps nobody waiting for a screen of a pane that is closed', async () => {
    const { output, emulator } = paneOf();
    emulator.hold();
    for (let count = 0; count < 10; count++) output.receive('x'.repeat(share));
    const screen = output.screen();
    output.close();
    emulator.release();
    expect(await screen).toMatchObject({ cols: 80 });
  });

  test('shows what was printed before a change of size in the size before', () => {
    const { output, emulator } = paneOf();
    output.watch(watcherOf());
    output.receive('wide');
    output.resize(40, 10);
    output.receive('narrow');
    output.pump(share);
    expect(emulator.log).toEqual(['wide', '40x10', 'narrow']);
  });

  test.each([
    ['colours', 'plain \u001b[38;5', ';1mred'],
    ['an escape alone', 'plain \u001b', '[1mbold'],
    ['a title', 'plain \u001b]2;the ti', 'tle\u0007text'],
    ['the end of a title', 'plain \u001b]2;title\u001b', '\\text'],
    ['a character set', 'plain \u001b(', '0lines'],
  ])('is not cut within %s, where a screen would show the rest as text', async (_, first, second) => {
    const { output } = paneOf();
    output.receive(first);
    const watcher = watcherOf();
    output.watch(watcher);
    output.pump(share);
    output.receive(second);
    output.pump(share);
    await read();
    const rest = `${first}${second}`.slice('plain '.length);
    expect(watcher.heard).toEqual(['screen at 6: plain ', `output at 6: ${rest}`]);
  });

  test('is not held back for a sequence that is whole, or has no end', async () => {
    const { output } = paneOf();
    const watcher = watcherOf();
    output.watch(watcher);
    output.pump(share);
    await read();
    const texts = ['\u001b[1mbold\u001b[0m', '\u001b]2;title\u001b\\', `\u001b]52;c;${'x'.repeat(5000)}`];
    for (const text of texts) {
      output.receive(text);
      output.pump(share);
    }
    expect(watcher.heard.map((each) => each.replace(/^\w+ at \d+: /, '')).slice(1)).toEqual(texts);
  });

  test('does not fill a screen that hangs, however often it is resized or asked for', async () => {
    const { output, emulator } = paneOf();
    emulator.hold();
    output.watch(watcherOf());
    for (let count = 0; count < 50; count++) {
      output.receive('x'.repeat(32_768));
      output.resize(40 + count, 10);
      void output.screen();
    }
    const written = emulator.log.filter((each) => each.startsWith('x')).join('').length;
    expect(written).toBeLessThan(600_000);
    expect(output.pendingSize).toBe(50 * 32_768 - written);
  });

  test('is nothing any more once it is closed', async () => {
    const { output } = paneOf();
    const watcher = watcherOf();
    output.watch(watcher);
    output.pump(share);
    output.receive('late');
    output.close();
    output.receive('later');
    output.pump(share);
    await read();
    expect([watcher.heard, output.pendingSize]).toEqual([[], 0]);
  });

  test('goes no more to who watches no longer, nor twice to who has asked again', async () => {
    const { output } = paneOf();
    const [gone, again] = [watcherOf(), watcherOf()];
    for (const watcher of [gone, again]) output.watch(watcher);
    output.pump(share);
    output.unwatch(gone);
    output.watch(again);
    output.pump(share);
    await read();
    expect([gone.heard, again.heard]).toEqual([[], ['screen at 0: ']]);
  });
});

/** What was asked of a screen is answered in the turn of the event loop. */
async function read(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

function paneOf() {
  const emulator = new SlowEmulator();
  const source = { pause: vi.fn(), resume: vi.fn() };
  const ready = vi.fn();
  const scope = { blockId: 'a', generation: 1 };
  return { emulator, source, ready, output: new PaneOutput({ scope, emulator, source, onReady: ready }) };
}

function watcherOf(): Watcher & { readonly heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    onScreen: ({ offset, data }) => heard.push(`screen at ${offset}: ${data}`),
    onOutput: (offset, data) => heard.push(`output at ${offset}: ${data}`),
    onLost: ({ message }) => heard.push(message),
  };
}
