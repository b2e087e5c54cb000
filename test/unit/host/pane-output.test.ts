import { describe, expect, test, vi } from 'vitest';
import { PaneOutput, type Watcher } from '../../../src/host/panes/pane-output.js';
import { outputWindow } from '../../../src/host/wire/index.js';

const share = 65_536;

describe('the output of a pane', () => {
  test('goes to a watcher after the screen it follows', async () => {
    const { output, source } = paneOf();
    output.receive('before ');
    await output.pump(share);
    const watcher = watcherOf();
    output.watch(watcher);
    output.receive('after');
    await output.pump(share);
    expect(watcher.heard).toEqual(['screen at 7: before ', 'output at 7: after']);
    expect(source.pause).not.toHaveBeenCalled();
  });

  test('waits while the screen takes in what came before', async () => {
    const { output, emulator } = paneOf();
    const watcher = watcherOf();
    output.watch(watcher);
    await output.pump(share);
    emulator.hold();
    output.receive('one');
    const pumping = output.pump(share);
    output.receive('two');
    output.watch(watcher);
    await output.pump(share);
    expect(watcher.heard).toEqual(['screen at 0: ', 'output at 0: one']);
    emulator.release();
    await pumping;
    await output.pump(share);
    expect(watcher.heard.slice(2)).toEqual(['screen at 3: one', 'output at 3: two']);
  });

  test('makes a program wait that is faster than it, and lets it go on', async () => {
    const { output, source } = paneOf();
    for (let count = 0; count < 5; count++) output.receive('x'.repeat(65_536));
    expect(source.pause).toHaveBeenCalledTimes(1);
    await output.pump(200_000);
    expect(source.resume).not.toHaveBeenCalled();
    await output.pump(200_000);
    expect(source.resume).toHaveBeenCalledTimes(1);
  });

  test('goes on at the pace of the fastest watcher, and shows the slow one a screen later', async () => {
    const { output } = paneOf();
    const [fast, slow] = [watcherOf(), watcherOf()];
    for (const watcher of [fast, slow]) output.watch(watcher);
    const total = outputWindow * 2;
    for (let sent = 0; sent < total; sent += share) {
      output.receive('y'.repeat(share));
      await output.pump(share);
      output.seen(fast, sent + share);
    }
    expect(fast.heard).toHaveLength(1 + total / share);
    expect(slow.heard).toHaveLength(1 + outputWindow / share);
    output.seen(slow, outputWindow - 1);
    await output.pump(share);
    expect(slow.heard).toHaveLength(1 + outputWindow / share);
    output.seen(slow, outputWindow);
    await output.pump(share);
    expect(slow.heard.at(-1)).toMatch(new RegExp(`^screen at ${total}: `));
  });

  test('waits for a watcher that has taken nothing, but not for ever', async () => {
    vi.useFakeTimers();
    try {
      const { output, ready } = paneOf();
      const watcher = watcherOf();
      output.watch(watcher);
      for (let sent = 0; sent <= outputWindow; sent += share) {
        output.receive('z'.repeat(share));
        await output.pump(share);
      }
      expect(output.pendingSize).toBe(share);
      ready.mockClear();
      await vi.advanceTimersByTimeAsync(1000);
      expect(ready).toHaveBeenCalled();
      await output.pump(share);
      expect(output.pendingSize).toBe(0);
      expect(watcher.heard).toHaveLength(1 + outputWindow / share);
    } finally {
      vi.useRealTimers();
    }
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
    await output.pump(share);
    const watcher = watcherOf();
    output.watch(watcher);
    output.receive(second);
    await output.pump(share);
    const rest = `${first}${second}`.slice('plain '.length);
    expect(watcher.heard).toEqual(['screen at 6: plain ', `output at 6: ${rest}`]);
  });

  test('is not held back for a sequence that is whole, or has no end', async () => {
    const { output } = paneOf();
    const watcher = watcherOf();
    output.watch(watcher);
    const texts = ['\u001b[1mbold\u001b[0m', '\u001b]2;title\u001b\\', `\u001b]52;c;${'x'.repeat(5000)}`];
    for (const text of texts) {
      output.receive(text);
      await output.pump(share);
    }
    expect(watcher.heard.map((each) => each.replace(/^\w+ at \d+: /, '')).slice(1)).toEqual(texts);
  });

  test('is nothing any more once it is closed', async () => {
    const { output } = paneOf();
    const watcher = watcherOf();
    output.watch(watcher);
    output.receive('late');
    output.close();
    output.receive('later');
    await output.pump(share);
    expect([watcher.heard, output.pendingSize]).toEqual([[], 0]);
  });
});

/** Shows what was written to it, once it is let. */
class SlowEmulator {
  readonly cols = 80;
  readonly rows = 24;
  #shown = '';
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => undefined;

  hold(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  release(): void {
    this.#open();
  }

  async write(data: string): Promise<void> {
    await this.#gate;
    this.#shown = `${this.#shown}${data}`.slice(-100);
  }

  serialize(): string {
    return this.#shown;
  }
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
  };
}
