import type { ChildProcess } from 'node:child_process';
import { expect } from 'vitest';
import { ClosedError, type KillReport, type PaneTracker, type Run } from '../../src/index.js';
import { pathOf } from '../support/cgroups.js';
import { atEachStage, type Setting } from '../support/interleaving.js';
import { look } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import { until } from '../support/until.js';

const atOnce = { steps: [] } as const;

function sleep({ scenario }: Setting, starter: Pick<PaneTracker, 'spawn'>): Promise<ChildProcess> {
  return starter.spawn('/bin/sleep', [`600.${scenario.token}`], { stdio: 'ignore' });
}

/** What was refused was refused as by somebody who is closed. */
function expectRefusal(result: PromiseSettledResult<unknown>, stage: string): void {
  if (result.status === 'rejected') expect(result.reason, stage).toBeInstanceOf(ClosedError);
}

test('rule 22: a run killed while it starts its process leaves none', async ({ scenario }) => {
  const stages = await atEachStage<object, ChildProcess, KillReport>(scenario, {
    prepare: async ({ tracker }) => ({ before: await tracker.list() }),
    action: (setting) => sleep(setting, startedRun(setting)),
    meanwhile: ({ registry }) => latest(registry.runs()).kill(atOnce),
    check: async ({ setting, action, stage }) => {
      expectRefusal(action, stage);
      await scenario.expectNothingLeft();
      expect(setting.tracker.reasons, stage).toEqual([]);
      expect(latest(setting.registry.runs()).outcome, stage).toBe('cancelled');
    },
  });
  expect(stages).toEqual(
    expect.arrayContaining(['before openRun', 'after openRun', 'before wrap', 'after wrap']),
  );
});

test('rule 22: a pane removed while a run of it starts its process leaves none', async ({ scenario }) => {
  const stages = await atEachStage<undefined, ChildProcess, KillReport>(scenario, {
    prepare: async () => undefined,
    action: (setting) => sleep(setting, startedRun(setting)),
    meanwhile: ({ registry, tracker }) => registry.remove(tracker.blockId, atOnce),
    check: async ({ action, meanwhile, setting, stage }) => {
      expectRefusal(action, stage);
      expect(meanwhile.problems, stage).toEqual([]);
      await scenario.expectNothingLeft();
      expect(setting.tracker.reasons, stage).toEqual([]);
    },
  });
  expect(stages).toEqual(expect.arrayContaining(['after createContainer', 'before openRun', 'after wrap']));
});

test('rule 22: a run killed while it takes in a process either ends it or leaves it where it is', async ({
  scenario,
}) => {
  await atEachStage(scenario, {
    prepare: async () => scenario.startOutside(programs['plain-child']),
    action: (setting, { root }) => startedRun(setting).attach(root?.pid ?? 0),
    meanwhile: ({ registry }) => latest(registry.runs()).kill(atOnce),
    check: async ({ prepared, action, setting, stage }) => {
      expectRefusal(action, stage);
      const alive = prepared.processes.filter(({ pid }) => look(pid) !== undefined);
      if (action.status === 'fulfilled') {
        expect([stage, action.value.status, alive]).toEqual([stage, 'late', []]);
      } else {
        for (const { pid } of alive) expect(pathOf(pid), stage).not.toContain(`/panetree-${process.pid}-`);
      }
      expect(setting.tracker.reasons, stage).toEqual([]);
      scenario.endCarriers();
      await scenario.expectNothingLeft();
    },
  });
});

test('rule 23: a pane removed while a process of it is being kept ends it or has kept it', async ({
  scenario,
}) => {
  await atEachStage(scenario, {
    prepare: ({ tracker }) => scenario.start(tracker, programs['plain-child']),
    action: ({ tracker }, { root }) => tracker.keep(root?.pid ?? 0),
    meanwhile: ({ registry, tracker }) => registry.remove(tracker.blockId, atOnce),
    check: async ({ prepared, action, meanwhile, stage }) => {
      expectRefusal(action, stage);
      expect(meanwhile.problems, stage).toEqual([]);
      const isKept = action.status === 'fulfilled' && action.value.status === 'kept';
      await until(() => prepared.processes.every(({ pid }) => (look(pid) !== undefined) === isKept), {
        what: () => `${stage}: ${isKept ? 'all' : 'none'} alive`,
      });
      if (isKept) expect(meanwhile.kept.length, stage).toBe(prepared.processes.length);
      scenario.endCarriers();
      await scenario.expectNothingLeft();
    },
  });
});

test('a pane removed while it is being frozen leaves nothing', async ({ scenario }) => {
  await atEachStage(scenario, {
    prepare: ({ tracker }) => scenario.start(tracker, programs['plain-child']),
    action: ({ tracker }) => tracker.freeze(),
    meanwhile: ({ registry, tracker }) => registry.remove(tracker.blockId, { deadlineMs: 1000 }),
    check: async ({ action, meanwhile, stage }) => {
      expectRefusal(action, stage);
      expect(meanwhile.problems, stage).toEqual([]);
      await scenario.expectNothingLeft();
    },
  });
});

function startedRun({ tracker }: Setting): Run {
  return tracker.startRun();
}

function latest(runs: readonly Run[]): Run {
  const run = runs.at(-1);
  if (run === undefined) throw new Error('no run has been started');
  return run;
}
