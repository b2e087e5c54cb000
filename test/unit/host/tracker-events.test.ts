import { expect, test } from 'vitest';
import { followRegistry } from '../../../src/host/events/tracker-events.js';
import type { HostEvent } from '../../../src/host/wire/index.js';
import type { TrackerRegistry } from '../../../src/index.js';
import { EventBus } from '../../../src/tracker/bus.js';
import { TrackerError } from '../../../src/tracker/errors.js';
import { emptyReport } from '../../../src/tracker/kill-report.js';

const scope = { blockId: 'a', generation: 3 };

function followed() {
  const bus = new EventBus(undefined);
  const sent: HostEvent[] = [];
  const stop = followRegistry({ on: bus.on.bind(bus) } as TrackerRegistry, (event) => sent.push(event));
  const fail = (message: string) =>
    bus.emit('poll-failed', { ...scope, error: new TrackerError('read-failed', message) });
  return { bus, sent, stop, fail };
}

test('a failed read is sent again where its error is another one, and its end always', () => {
  const { bus, sent, fail } = followed();
  const failed = (message: string) => ({
    type: 'poll-failed',
    ...scope,
    failure: { code: 'read-failed', message },
  });
  const recovered = { type: 'poll-recovered', ...scope, blindMs: 4000 };
  for (const message of ['EIO', 'EIO', 'EMFILE', 'EMFILE']) fail(message);
  bus.emit('poll-recovered', { ...scope, blindMs: 4000 });
  fail('EMFILE');
  expect(sent).toEqual([failed('EIO'), failed('EMFILE'), recovered, failed('EMFILE')]);
});

test('a block that is opened again begins without the failure of the one before', () => {
  const { bus, sent, fail } = followed();
  fail('EIO');
  bus.emit('tracker-closed', { ...scope, report: emptyReport('a', 'empty') });
  fail('EIO');
  expect(sent.map(({ type }) => type)).toEqual(['poll-failed', 'block-closed', 'poll-failed']);
});

test('each change of the freeze state is sent, until nobody follows', () => {
  const { bus, sent, stop } = followed();
  bus.emit('frozen-changed', { ...scope, isFrozen: true });
  stop();
  bus.emit('frozen-changed', { ...scope, isFrozen: false });
  expect(sent).toEqual([{ type: 'frozen-changed', ...scope, isFrozen: true }]);
  expect(bus.listeners).toBe(0);
});
