import { describe, expect } from 'vitest';
import { directoriesOf, pidsBelow } from '../support/cgroups.js';
import { compileFirstThreadEnds, lostFirstThread } from '../support/first-thread.js';
import { Host } from '../support/host.js';
import { test } from '../support/process-test.js';
import { type Program, settle, shapes } from '../support/programs.js';
import { until } from '../support/until.js';

const oddCgroups: readonly Program[] = [shapes['threaded-cgroup'], shapes['hidden-cgroup']];
const killMethods = ['cgroup.kill', 'freeze-and-signal'] as const;

/** Everything the kernel lists below a host's directories. */
function kernelList(host = process.pid): readonly number[] {
  return directoriesOf(host).flatMap(pidsBelow);
}

describe('a process whose first thread has ended', () => {
  test('rules 4, 21: is a member, and killPid ends it', async ({ scenario, skip }) => {
    const program = compileFirstThreadEnds(scenario, skip);
    const tracker = await scenario.pane();
    const { pid = 0 } = await tracker.spawn(program, [scenario.token], { stdio: 'ignore' });
    await lostFirstThread(pid);
    expect(await tracker.list()).toMatchObject([
      { pid, name: 'first-thread-ends', command: `${program} ${scenario.token}` },
    ]);
    const { processes, residentBytes } = await tracker.usage();
    expect(processes).toMatchObject([{ pid, residentBytes }]);
    expect(residentBytes).toBeGreaterThan(0);
    expect(await tracker.killPid(pid, { steps: [] })).toMatchObject({ status: 'killed' });
    expect(kernelList()).toEqual([]);
  });

  test('rule 19: ends with its pane', async ({ scenario, skip }) => {
    const program = compileFirstThreadEnds(scenario, skip);
    const registry = await scenario.open();
    const tracker = await scenario.pane(registry);
    const { pid = 0 } = await tracker.spawn(program, [scenario.token], { stdio: 'ignore' });
    await lostFirstThread(pid);
    const report = await registry.remove(tracker.blockId, { steps: [] });
    expect(report).toMatchObject({ status: 'ended', ended: [{ pid }], survivors: [], problems: [] });
    expect(kernelList()).toEqual([]);
  });

  test.for(killMethods)(
    'rule 24: ends with a host that is killed (%s)',
    async (killMethod, { scenario, skip }) => {
      const file = compileFirstThreadEnds(scenario, skip);
      const host = new Host(scenario, 'panes', {
        config: { killMethod, programs: [{ file, token: scenario.token }] },
      });
      await host.heard('started');
      await until(() => kernelList(host.pid).length === 1, { what: 'the program runs' });
      host.child.kill('SIGKILL');
      await host.ended();
      await until(() => directoriesOf(host.pid).length === 0, { what: 'nothing is left', withinMs: 1000 });
    },
  );
});

describe.each(oddCgroups)('$name', (program) => {
  test('rules 3, 19: is listed, and ends with its pane', async ({ scenario }) => {
    const registry = await scenario.open();
    const tracker = await scenario.pane(registry);
    const { processes } = await scenario.start(tracker, program);
    expect(await tracker.list()).toHaveLength(processes.length);
    const report = await registry.remove(tracker.blockId, { steps: [] });
    expect(report).toMatchObject({ status: 'ended', survivors: [], problems: [] });
    expect(scenario.carriers()).toEqual([]);
  });

  test.for(killMethods)('rule 24: ends with a host that is killed (%s)', async (killMethod, { scenario }) => {
    const token = `${scenario.token}77`;
    const host = new Host(scenario, 'panes', {
      config: { killMethod, programs: [{ file: program.file, token }] },
    });
    await host.heard('started');
    // The host carries the token in its own arguments.
    await settle(program, token, (pid) => pid !== host.pid);
    host.child.kill('SIGKILL');
    await host.ended();
    await scenario.expectNothingLeft(1000);
    await until(() => directoriesOf(host.pid).length === 0, {
      what: 'the directories are gone',
      withinMs: 500,
    });
  });
});
