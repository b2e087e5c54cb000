import assert from 'node:assert/strict';
import { once } from 'node:events';
import { openRegistry, type TrackerRegistry } from '../../src/index.js';
import { pathOf } from '../support/cgroups.js';
import type { Placement } from './placements.js';
import { tell } from './report.js';
import type { Task } from './run-tasks.js';

/** What holds for the first registries that a host opens in its placement, in this order. */
export function openingTasks(placement: Placement): readonly Task[] {
  const { name, confidence, startsIn } = placement;
  return [
    { rule: 1, name: 'the host starts where it is meant to', run: async () => livesIn(startsIn) },
    { rule: 1, name: 'a host that may not be moved stays where it is', run: () => opensUnmoved(placement) },
    { rule: 1, name: `auto gives ${name} with ${confidence}`, run: () => opensBest(placement) },
  ];
}

async function opensUnmoved({ startsIn }: Placement): Promise<void> {
  const before = pathOf('self');
  const registry = await openRegistry();
  try {
    livesIn(startsIn);
    assert.equal(pathOf('self'), before);
    await runsCommands(registry);
  } finally {
    await registry.close();
  }
}

async function opensBest({ endsIn, name, confidence, downgrade }: Placement): Promise<void> {
  const registry = await openRegistry({ delegation: 'auto' });
  try {
    tell({ type: 'backend', ...registry.backend });
    livesIn(endsIn);
    assert.deepEqual([registry.backend.name, registry.backend.confidence], [name, confidence]);
    const passedOver = registry.backend.downgrades.map(({ reason }) => reason).join('\n');
    if (downgrade === undefined) assert.equal(passedOver, '');
    else assert.match(passedOver, downgrade);
    await runsCommands(registry);
  } finally {
    await registry.close();
  }
}

async function runsCommands(registry: TrackerRegistry): Promise<void> {
  const child = await registry.ensureTracker('a').spawn('/bin/sh', ['-c', 'exit 7']);
  const [code] = await once(child, 'exit');
  assert.equal(code, 7);
}

function livesIn(expected: RegExp): void {
  assert.match(pathOf('self') ?? '', expected);
}
