import { writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { BackendReport, KillReport, TrackedProcess } from '../../src/index.js';
import { directoriesOf, mountPoint, pathOf, treeOf } from '../support/cgroups.js';
import { Host } from '../support/host.js';
import { whyNoUserNamespace, withoutInotify } from '../support/namespaces.js';
import { childrenOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import { until } from '../support/until.js';

test('rule 20: without descriptors a removal is a report, and closing afterwards leaves nothing', async ({
  scenario,
}) => {
  const prefix = ['sh', '-c', 'ulimit -n 96; exec "$@"', 'sh'];
  const host = new Host(scenario, 'starved', { prefix, config: { token: scenario.token } });
  const { removal, closing, taken } = await host.heard<{ removal: object; closing: string; taken: number }>(
    'done',
  );
  expect(taken).toBeGreaterThan(10);
  expect(removal).not.toHaveProperty('rejected');
  expect(removal).toMatchObject({ status: 'survived' });
  expect(closing).toBe('closed');
  expect(await host.ended()).toBe(0);
  await scenario.expectNothingLeft();
  expect(directoriesOf(host.pid)).toEqual([]);
});

test('rule 1: a place that fails half-way is left clean, and the next one is taken', async ({ scenario }) => {
  const place = `${mountPoint()}${pathOf('self')}/panetree-${process.pid}-shallow`.replace('//', '/');
  scenario.makeCgroup(place);
  // Room for the host's directory, none for a pane in it.
  writeFileSync(`${place}/cgroup.max.depth`, '1');
  const prefix = ['sh', '-c', 'echo 0 >"$0/cgroup.procs"; exec "$@"', place];
  const file = programs['plain-child'].file;
  const host = new Host(scenario, 'panes', {
    prefix,
    config: { programs: [{ file, token: scenario.token }] },
  });
  const { features, confidence } = await host.heard<{ features: { directory: string }; confidence: string }>(
    'started',
  );
  expect(confidence).toBe('high');
  expect(features.directory).not.toContain(place);
  expect(treeOf(place)).toEqual([place]);
  // The program and one guard: that of the failed place has gone.
  expect(childrenOf(host.pid)).toHaveLength(2);
  host.child.kill('SIGKILL');
  await host.ended();
  await scenario.expectNothingLeft();
});

test.for(['watches', 'instances'] as const)(
  'rule 1: without inotify %s the kernel’s list is kept all the same, with a reason told once',
  async (exhausted, { scenario, skip }) => {
    const whyNot = whyNoUserNamespace();
    if (whyNot !== undefined) skip(whyNot);
    const program = { file: programs.setsid.file, args: [scenario.token] };
    const host = new Host(scenario, 'ledger-panes', {
      prefix: withoutInotify(exhausted),
      config: { backend: 'auto', programs: [program, program] },
    });
    const { backend } = await host.heard<{ backend: BackendReport }>('started');
    expect(backend).toMatchObject({ name: 'linux-cgroup', confidence: 'high', downgrades: [] });
    expect(backend.reasons).toEqual([expect.stringContaining(`fs.inotify.max_user_${exhausted}`)]);
    await until(() => scenario.carriers().filter(({ name }) => name === 'sleep').length === 2, {
      what: 'both panes run',
    });
    host.tell('list');
    const { result: lists } = await host.heard<{ result: readonly (readonly TrackedProcess[])[] }>('list');
    expect(lists.map((list) => list.filter(({ name }) => name === 'sleep').length)).toEqual([1, 1]);
    host.tell('remove 0');
    const { result: report } = await host.heard<{ result: KillReport }>('remove 0');
    expect(report).toMatchObject({ status: 'ended', survivors: [] });
    host.tell('close-and-exit');
    expect(await host.ended()).toBe(0);
    await scenario.expectNothingLeft();
  },
);
