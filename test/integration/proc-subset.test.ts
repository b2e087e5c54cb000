import { describe, expect } from 'vitest';
import type { BackendReport, KillReport, TrackedProcess } from '../../src/index.js';
import { Host } from '../support/host.js';
import { whyNoMountNamespace, withMounts } from '../support/namespaces.js';
import { look, pidsOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import { until } from '../support/until.js';

/** Processes, and nothing of the system: no uptime, no boot id, no PID allocator. */
const prefix = withMounts('mount -t proc -o subset=pid proc /proc');

describe('where /proc shows processes alone (subset=pid)', () => {
  test.for([
    ['auto', 'linux-cgroup', 'high'],
    ['linux-procfs', 'linux-procfs', 'best-effort'],
  ] as const)(
    'rules 1, 3, 19: %s gives %s, which lists and ends',
    async ([backend, name, confidence], { scenario, skip }) => {
      const whyNot = whyNoMountNamespace();
      if (whyNot !== undefined) skip(whyNot);
      const before = Date.now();
      const host = new Host(scenario, 'ledger-panes', {
        prefix,
        config: { backend, programs: [{ file: programs['double-fork'].file, args: [scenario.token] }] },
      });
      const started = await host.heard<{ backend: BackendReport }>('started');
      expect(started.backend).toMatchObject({ name, confidence, downgrades: [] });
      const sleepers = () => scenario.carriers().filter((each) => each.name === 'sleep');
      await until(() => sleepers().length === programs['double-fork'].sleepers, { what: 'the program runs' });
      host.tell('list');
      const { result } = await host.heard<{ result: readonly (readonly TrackedProcess[])[] }>('list');
      const listed = result.flat();
      const sleeping = listed.filter((each) => each.name === 'sleep');
      expect(pidsOf(sleeping)).toEqual(pidsOf(sleepers()));
      const ages = listed.map(({ startedAt = 0 }) => startedAt - before);
      expect(Math.min(...ages)).toBeGreaterThan(-1000);
      expect(Math.max(...ages)).toBeLessThan(Date.now() - before + 1000);
      host.tell('remove 0');
      const { result: report } = await host.heard<{ result: KillReport }>('remove 0');
      expect(report).toMatchObject({ status: 'ended', survivors: [] });
      expect(listed.filter(({ pid }) => look(pid) !== undefined)).toEqual([]);
      host.tell('close-and-exit');
      expect(await host.ended()).toBe(0);
    },
  );

  test('a host that cannot tell the boot leaves the panes of another host alone', async ({
    scenario,
    skip,
  }) => {
    const whyNot = whyNoMountNamespace();
    if (whyNot !== undefined) skip(whyNot);
    const program = { file: programs.setsid.file, args: [scenario.token] };
    const config = { backend: 'linux-cgroup', programs: [program] };
    const told = new Host(scenario, 'ledger-panes', { config });
    await told.heard('started');
    const untold = new Host(scenario, 'ledger-panes', { prefix, config });
    await untold.heard('started');
    const third = new Host(scenario, 'ledger-panes', { config });
    await third.heard('started');
    const sleepers = () => scenario.carriers().filter(({ name }) => name === 'sleep');
    await until(() => sleepers().length === 3, { what: 'the panes of all three run' });
  });
});
