import { expect, test } from 'vitest';
import { describeBlock } from '../../../src/tracker/description.js';
import { tracked } from '../support/processes.js';

const block = { blockId: 'block', confidence: 'high' } as const;

test('counts by role, and the kept besides', () => {
  const processes = [
    tracked(1, { role: 'root' }),
    tracked(2, { role: 'plumbing' }),
    tracked(3, { role: 'started' }),
    tracked(4, { role: 'started', lifetime: 'kept' }),
  ];
  expect(describeBlock(block, processes)).toMatchObject({
    ...block,
    counts: { root: 1, plumbing: 1, started: 2, kept: 1 },
  });
});

test('names what was started, most frequent first, and nothing of the host', () => {
  const processes = [
    tracked(1, { role: 'root', name: 'bash' }),
    tracked(2, { name: 'vite' }),
    tracked(3, { name: 'node' }),
    tracked(4, { name: 'node' }),
  ];
  expect(describeBlock(block, processes).started).toEqual([
    { name: 'node', count: 2 },
    { name: 'vite', count: 1 },
  ]);
});

test('an empty block is described with zeros, which are known', () => {
  expect(describeBlock(block, [])).toEqual({
    ...block,
    counts: { root: 0, plumbing: 0, started: 0, kept: 0 },
    started: [],
  });
});
