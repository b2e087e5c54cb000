import { allCases } from '../contract/cases/index.js';
import { LinuxWorld } from '../contract/linux-world.js';
import type { ContractCase } from '../contract/world.js';
import { pathOf } from '../support/cgroups.js';
import { machineCases } from './machine-cases.js';
import { openingTasks } from './opening.js';
import { type Placement, placements } from './placements.js';
import { tell } from './report.js';
import { runTasks, type Task } from './run-tasks.js';

const name = process.argv[2] ?? '';
const placement = placements[name];
if (placement === undefined) {
  throw new Error(`no placement ${name}, only ${Object.keys(placements).join(', ')}`);
}

tell({ type: 'start', placement: name, cgroup: pathOf('self') ?? '' });
await runTasks([...openingTasks(placement), ...contractTasks(placement)]);
tell({ type: 'end' });
process.exit(0);

/** As over every backend: what needs faults is held by the one in memory. */
function contractTasks(where: Placement): readonly Task[] {
  return [...allCases, ...machineCases]
    .filter(({ needs }) => needs !== 'faults')
    .map((each) => contractTask(each, where));
}

function contractTask({ rule, name: behaviour, needs, run }: ContractCase, where: Placement): Task {
  return {
    rule,
    name: behaviour,
    unavailable: needs === 'escape' ? where.noEscape : undefined,
    run: async () => {
      const world = await LinuxWorld.open(where.backend);
      try {
        await run(world);
      } finally {
        await world.dispose();
      }
    },
  };
}
