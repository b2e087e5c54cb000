import { expect, test } from 'vitest';
import { sortedBlocks } from '../../../../src/host/client/block-order.js';
import { fadeMs, fadingByBlock } from '../../../../src/host/client/fading.js';
import { viewFromSnapshot } from '../../../../src/host/client/from-snapshot.js';
import type { EndedProcess } from '../../../../src/host/client/host-view.js';
import { keyOf } from '../../../../src/host/client/identity.js';
import { emptyUsage } from '../../../../src/host/client/usage-cache.js';
import { block, pane, snapshot } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';

const now = 10_000;
const host = viewFromSnapshot(snapshot([block('a', [tracked(10)]), block('b', [])]), undefined);

test('those that have just gone fade in their block, each once, and not one that is seen elsewhere', () => {
  const ended = [gone(11, now - fadeMs), gone(12, now - 1), gone(12, now), gone(10, now)];
  const fading = fadingByBlock({ ...host, ended }, now);
  expect([...fading].map(([blockId, list]) => [blockId, list.map(({ process }) => process.pid)])).toEqual([
    ['b', [12]],
  ]);
});

test('what has not changed is the same object', () => {
  expect(fadingByBlock(host, now)).toBe(fadingByBlock(undefined, now + 1));
});

test('blocks are in the order of what they have, and those that have it not come last', () => {
  const panes = [pane('old', { openedAt: 1, pid: 9 }), pane('young', { openedAt: 2, pid: 7 })];
  const three = viewFromSnapshot(
    snapshot([block('none', []), block('old', []), block('young', [])], { panes }),
    undefined,
  );
  const order = (column: 'age' | 'pid' | 'run') =>
    sortedBlocks(three, emptyUsage, { column, direction: 'ascending' }).map(({ blockId }) => blockId);
  expect(order('age')).toEqual(['young', 'old', 'none']);
  expect(order('pid')).toEqual(['young', 'old', 'none']);
  expect(order('run')).toEqual(['none', 'old', 'young']);
});

function gone(pid: number, noticedAt: number): EndedProcess {
  const process = tracked(pid);
  const how = { reason: 'exited', exitCode: 0, signal: undefined } as const;
  return { key: keyOf(process), blockId: 'b', process, ...how, observedAt: 0, noticedAt };
}
