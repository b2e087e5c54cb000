import { expect } from 'vitest';
import { linuxCgroup } from '../../src/index.js';
import { directoriesOf, pidsBelow, treeOf } from '../support/cgroups.js';
import { test } from '../support/process-test.js';
import { shapes } from '../support/programs.js';

const repeats = 3;

test.for(['cgroup.kill', 'freeze-and-signal'] as const)(
  'rule 19: 1,000 processes, daemons and stopped ones among them, are all ended: %s',
  { timeout: 240_000 },
  async (killMethod, { scenario }) => {
    const registry = await scenario.open({ backend: linuxCgroup({ killMethod }) });
    for (let repeat = 0; repeat < repeats; repeat++) {
      const tracker = await scenario.pane(registry);
      const { processes } = await scenario.start(tracker, shapes.thousand);
      expect(new Set(directoriesOf(process.pid).flatMap(pidsBelow)).size).toBe(processes.length);
      const report = await registry.remove(tracker.blockId, { steps: [] });
      expect(scenario.carriers()).toEqual([]);
      expect(report).toMatchObject({ status: 'ended', survivors: [], problems: [] });
      expect(report.ended).toHaveLength(processes.length);
      expect(directoriesOf(process.pid).flatMap(treeOf)).toHaveLength(1);
    }
  },
);
