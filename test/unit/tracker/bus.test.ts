import mitt from 'mitt';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { EventBus } from '../../../src/tracker/bus.js';
import type { TrackerEvents } from '../../../src/tracker/events.js';

const event = { blockId: 'block', generation: 1, seq: 1 };
const emitWarning = vi.spyOn(process, 'emitWarning');

beforeEach(() => {
  emitWarning.mockReset().mockImplementation(() => undefined);
});
afterAll(() => {
  emitWarning.mockRestore();
});

describe('a listener that throws', () => {
  test('rule 14: stops neither the others nor the caller, and becomes a warning that names the event', () => {
    const bus = new EventBus(undefined);
    const others = [vi.fn(), vi.fn()] as const;
    bus.on('pane-empty', others[0]);
    bus.on('pane-empty', () => fail('on purpose'));
    bus.on('pane-empty', others[1]);
    bus.emit('pane-empty', event);
    expect(others.map(({ mock }) => mock.calls)).toEqual([[[event]], [[event]]]);
    expect(emitWarning).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/pane-empty threw: .*on purpose/),
      'PanetreeListenerWarning',
    );
  });

  test('rule 14: throws whatever it likes', () => {
    const bus = new EventBus(undefined);
    for (const thrown of ['text', undefined, null, 7]) bus.on('pane-empty', () => raise(thrown));
    bus.emit('pane-empty', event);
    expect(emitWarning).toHaveBeenCalledTimes(4);
  });

  test('is told the next event all the same', () => {
    const bus = new EventBus(undefined);
    const listener = vi.fn(() => fail('every time'));
    bus.on('pane-empty', listener);
    bus.emit('pane-empty', event);
    bus.emit('pane-empty', event);
    expect(listener).toHaveBeenCalledTimes(2);
  });
});

describe('on', () => {
  test('gives what takes the listener off again, once and for all', () => {
    const bus = new EventBus(undefined);
    const [leaves, stays] = [vi.fn(), vi.fn()];
    const off = bus.on('pane-empty', leaves);
    bus.on('pane-empty', stays);
    off();
    off();
    bus.emit('pane-empty', event);
    expect([leaves.mock.calls.length, stays.mock.calls.length, bus.listeners]).toEqual([0, 1, 1]);
  });

  test('one function put on twice is called twice, and taken off one at a time', () => {
    const bus = new EventBus(undefined);
    const listener = vi.fn();
    const off = bus.on('pane-empty', listener);
    bus.on('pane-empty', listener);
    off();
    off();
    bus.emit('pane-empty', event);
    expect([listener.mock.calls.length, bus.listeners]).toEqual([1, 1]);
  });

  test('a listener hears its own type only', () => {
    const bus = new EventBus(undefined);
    const listener = vi.fn();
    bus.on('tracker-opened', listener);
    bus.emit('pane-empty', event);
    expect(listener).not.toHaveBeenCalled();
  });

  test('one that takes itself off while it is told takes the word from no other', () => {
    const bus = new EventBus(undefined);
    const after = vi.fn();
    const off = bus.on('pane-empty', () => off());
    bus.on('pane-empty', after);
    bus.emit('pane-empty', event);
    expect(after).toHaveBeenCalledTimes(1);
  });
});

describe('the caller’s own bus', () => {
  test('a mitt emitter gets every event, with and without listeners of ours', () => {
    const external = mitt<TrackerEvents>();
    const heard = vi.fn();
    external.on('*', heard);
    const bus = new EventBus(external);
    bus.emit('pane-empty', event);
    bus.on('pane-empty', () => undefined);
    bus.emit('pane-empty', { ...event, seq: 2 });
    expect(heard.mock.calls).toEqual([
      ['pane-empty', event],
      ['pane-empty', { ...event, seq: 2 }],
    ]);
  });

  test('rule 14: a throw in it does not reach the caller, and our listeners were told before', () => {
    const external = mitt<TrackerEvents>();
    external.on('pane-empty', () => fail('theirs'));
    const bus = new EventBus(external);
    const listener = vi.fn();
    bus.on('pane-empty', listener);
    bus.emit('pane-empty', event);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(emitWarning).toHaveBeenCalledTimes(1);
  });

  test('its own events are not taken for ours', () => {
    const external = mitt<TrackerEvents>();
    const bus = new EventBus(external);
    const listener = vi.fn();
    bus.on('pane-empty', listener);
    external.emit('pane-empty', event);
    expect(listener).not.toHaveBeenCalled();
  });
});

function fail(message: string): never {
  throw new Error(message);
}

function raise(thrown: unknown): never {
  throw thrown;
}
