import assert from 'node:assert/strict';
import { allCases } from '../contract/cases/index.js';
import type { ContractCase } from '../contract/world.js';
import { tell } from '../vm/report.js';
import { runTasks, type Task } from '../vm/run-tasks.js';
import { notAsked, notHeld } from './left-out.js';
import { windowsCases } from './windows-cases.js';
import { WindowsWorld } from './windows-world.js';

const wanted = process.argv[2];

await runTasks(
  [...windowsTasks(), ...contractTasks()].filter(({ name }) => wanted === undefined || name.includes(wanted)),
);
tell({ type: 'end' });
process.exit(0);

function windowsTasks(): readonly Task[] {
  return windowsCases.map(({ rule, name, run }) => ({ rule, name, run: () => inWorld(run) }));
}

/** As over every backend: what needs faults is held by the one in memory. */
function contractTasks(): readonly Task[] {
  return allCases.filter(({ needs }) => needs !== 'faults').map(toTask);
}

function toTask({ rule, name, needs, run }: ContractCase): Task {
  const why = notHeld[name];
  const unavailable = needs === 'escape' ? 'Windows takes no process out of its job' : notAsked[name];
  return {
    rule,
    name: why === undefined ? name : `${name} [not held: ${why}]`,
    unavailable,
    run: () =>
      inWorld(async (world) => {
        if (why === undefined) await run(world);
        else await assert.rejects(run(world), () => true, 'it is held by now: take it off the list');
      }),
  };
}

async function inWorld(act: (world: WindowsWorld) => Promise<void>): Promise<void> {
  const world = await WindowsWorld.open();
  try {
    await act(world);
  } finally {
    await world.dispose();
  }
}
