import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FromScreen, ToScreen } from '../../../src/host/screens/protocol.js';
import type { ThreadEvents, ThreadLink } from '../../../src/host/screens/screens-thread.js';
import { Screens } from '../../../src/host/screens/screens.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('the screens of a host', () => {
  test('are written to in order, and in few messages', async () => {
    const { threads, screens } = await screensOf();
    const screen = screens.open(options());
    for (const part of ['a', 'b']) screen.write(part, vi.fn());
    screen.resize(100, 30);
    screen.write('c', vi.fn());
    await vi.advanceTimersByTimeAsync(1);
    expect(threads[0]?.batches).toHaveLength(1);
    expect(threads[0]?.kinds()).toEqual(['open', 'write ab', 'resize', 'write c']);
  });

  test('say how much is shown, and are resized once at a time', async () => {
    const { threads, screens } = await screensOf();
    const screen = screens.open(options());
    const shown = vi.fn();
    screen.write('four', shown);
    for (const cols of [50, 60, 70]) screen.resize(cols, 10);
    await vi.advanceTimersByTimeAsync(1);
    threads[0]?.say({ kind: 'shown', id: screen.id, size: 3 }, { kind: 'resized', id: screen.id });
    await vi.advanceTimersByTimeAsync(1);
    expect(shown.mock.calls).toEqual([[3]]);
    expect(threads[0]?.posted().filter(({ kind }) => kind === 'resize')).toMatchObject([
      { cols: 50 },
      { cols: 70 },
    ]);
  });

  test('begin anew in another thread when theirs ends: nobody waits for ever, and it is said', async () => {
    const { threads, screens, onError } = await screensOf();
    const [onLost, shown] = [vi.fn(), vi.fn()];
    const screen = screens.open(options({ onLost }));
    screen.resize(90, 20);
    screen.write('lost', shown);
    const read = screen.read(100);
    await vi.advanceTimersByTimeAsync(1);
    void threads[0]?.end(new Error('out of memory'));
    expect(String(onError.mock.calls)).toContain('out of memory');
    expect([onLost.mock.calls.length, shown.mock.calls]).toEqual([1, [[4]]]);
    await vi.advanceTimersByTimeAsync(1);
    expect(threads[1]?.posted()).toMatchObject([
      { kind: 'open', options: { cols: 90, rows: 20 } },
      { kind: 'read', id: screen.id },
    ]);
    const answer = { cols: 90, rows: 20, data: '', missingRows: 0 };
    threads[1]?.say({ kind: 'read', id: screen.id, request: 2, screen: answer });
    expect(await read).toEqual({ ...answer, resizes: 1 });
  });

  test('begin anew when their thread does nothing for long, not when it owes nothing', async () => {
    const { threads, screens, onError } = await screensOf();
    const screen = screens.open(options());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(onError).not.toHaveBeenCalled();
    screen.write('x', vi.fn());
    await vi.advanceTimersByTimeAsync(8000);
    threads[0]?.say();
    await vi.advanceTimersByTimeAsync(8000);
    expect(onError).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(3000);
    expect([onError.mock.calls.length, threads.length]).toEqual([1, 2]);
  });

  test('leave out the one at which their thread has failed twice; the others go on', async () => {
    const { threads, screens } = await screensOf();
    const [culprit, other] = [screens.open(options()), screens.open(options())];
    for (const index of [0, 1]) {
      const thread = threads[index];
      if (thread !== undefined) thread.current = culprit.id;
      void thread?.end(new Error('again'));
      await vi.advanceTimersByTimeAsync(1);
    }
    expect(threads[2]?.posted().map(({ id }) => id)).toEqual([other.id]);
    const shown = vi.fn();
    culprit.write('more', shown);
    expect(shown).toHaveBeenCalledWith(4);
    expect(await culprit.read(100)).toMatchObject({ cols: 80, data: '' });
  });

  test('are not begun again without end where no thread can begin', async () => {
    const { threads, screens } = await screensOf();
    const screen = screens.open(options());
    void threads[0]?.end(new Error('first'));
    if (threads[1] !== undefined) threads[1].hasBegun = false;
    void threads[1]?.end(new Error('second'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(threads).toHaveLength(2);
    expect(await screen.read(100)).toMatchObject({ data: '' });
  });

  test('answer nothing more once they are disposed', async () => {
    const { screens } = await screensOf();
    const screen = screens.open(options());
    const shown = vi.fn();
    screen.write('x', shown);
    const read = screen.read(100);
    screen.dispose();
    expect(shown).toHaveBeenCalledWith(1);
    await expect(read).rejects.toMatchObject({ code: 'not-found' });
    await expect(screen.read(100)).rejects.toMatchObject({ code: 'not-found' });
  });
});

class FakeThread implements ThreadLink {
  readonly ready = Promise.resolve();
  readonly batches: (readonly ToScreen[])[] = [];
  hasBegun = true;
  current = 0;
  readonly #events: ThreadEvents;

  constructor(events: ThreadEvents) {
    this.#events = events;
  }

  post(messages: readonly ToScreen[]): void {
    this.batches.push(messages);
  }

  posted(): readonly ToScreen[] {
    return this.batches.flat();
  }

  kinds(): readonly string[] {
    return this.posted().map((each) => (each.kind === 'write' ? `write ${each.data}` : each.kind));
  }

  say(...messages: readonly FromScreen[]): void {
    this.#events.onNews({ kind: 'screens', messages });
  }

  async end(error?: Error): Promise<void> {
    if (error !== undefined) this.#events.onEnd(error);
  }
}

async function screensOf() {
  vi.useFakeTimers();
  const threads: FakeThread[] = [];
  const onError = vi.fn();
  const screens = new Screens(onError, (events) => {
    const thread = new FakeThread(events);
    threads.push(thread);
    return thread;
  });
  await screens.ready();
  return { threads, screens, onError };
}

function options(own: { readonly onLost?: () => void } = {}) {
  return { cols: 80, rows: 24, scrollbackLines: 100, onReply: vi.fn(), onLost: vi.fn(), ...own };
}
