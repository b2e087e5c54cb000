import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, vi } from 'vitest';
import type { PaneTracker, TrackedProcess } from '../../src/index.js';
import { moveTo } from '../support/cgroups.js';
import { look } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const backends = ['linux-cgroup', 'linux-procfs'] as const;
const hour = 3_600_000;
/** Less than any bound after which something would be listed all the same. */
const withinMs = 2500;
const padding = ' '.repeat(50);

/** What programs call themselves, as they are started, and what is to be told of them. */
const titles = {
  'an empty first argument': {
    file: 'bash',
    args: ['-c', 'exec -a "" cat'],
    told: { name: 'cat', command: '[cat]' },
  },
  'a title that is overwritten with nothing': {
    file: 'perl',
    args: ['-e', '$0 = ""; sleep 600'],
    told: { name: 'perl', command: '[perl]' },
  },
  'a padded title': {
    file: process.execPath,
    args: ['-e', `process.title = 'claude${padding}'; process.stdin.resume()`, padding],
    told: { name: 'claude', command: 'claude' },
  },
  'a title with a slash in it': {
    file: process.execPath,
    args: ['-e', `process.title = 'npm exec mcp-server /srv'; process.stdin.resume()`, padding],
    told: { name: 'npm exec mcp-server /srv', command: 'npm exec mcp-server /srv' },
  },
} as const;

function setClock(step: number): void {
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now.call(Date) + step);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(backends)('%s', (backend) => {
  test.for(Object.entries(titles))(
    'rules 3, 20: a member with %s is listed, killed alone, and ends with its pane',
    async ([, { file, args, told }], { scenario }) => {
      const registry = await scenario.open({ backend });
      const tracker = await scenario.pane(registry);
      const [alone, left] = [
        await start({ tracker, scenario }, file, args),
        await start({ tracker, scenario }, file, args),
      ];
      await until(async () => hasTold(await tracker.list(), told, 2), {
        what: 'both tell their titles',
        withinMs,
      });
      expect(await tracker.killPid(alone)).toMatchObject({ status: 'killed' });
      expect(look(alone)).toBeUndefined();
      const report = await registry.remove(tracker.blockId);
      expect(report).toMatchObject({ status: 'ended', ended: [{ pid: left }], survivors: [] });
      expect(look(left)).toBeUndefined();
    },
  );

  test.for([0, -hour, hour])(
    'rule 3: who imitates a launcher is listed, after the clock was set by %i ms as well',
    async (step, { scenario }) => {
      const tracker = await scenario.pane(await scenario.open({ backend }));
      setClock(step);
      const imitation = `: panetree-launcher\n sleep 600.${scenario.token} && :`;
      await start({ tracker, scenario }, 'bash', ['-c', '/bin/sh -c "$0" & cat', imitation]);
      const isImitator = ({ command }: TrackedProcess) => command === `/bin/sh -c ${imitation}`;
      await until(async () => (await tracker.list()).some(isImitator), { what: 'it is listed', withinMs });
    },
  );

  test.for([-hour, hour])(
    'a start is told by the clock as it is after it was set by %i ms',
    async (step, { scenario }) => {
      const tracker = await scenario.pane(await scenario.open({ backend }));
      const before = Date.now();
      const pid = await start({ tracker, scenario }, 'cat', []);
      const startedAt = async () => (await tracker.list()).find((each) => each.pid === pid)?.startedAt ?? 0;
      expect(Math.abs((await startedAt()) - before)).toBeLessThan(2000);
      setClock(step);
      expect(Math.abs((await startedAt()) - (before + step))).toBeLessThan(2000);
    },
  );
});

test('who has left its pane is told as what it has become', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const pid = await start({ tracker, scenario }, 'sh', [
    '-c',
    `read -r line; exec sleep 600.${scenario.token}`,
  ]);
  await tracker.list();
  moveTo(scenario.elsewhere(), pid);
  const listed = async () => (await tracker.list()).find((each) => each.pid === pid);
  expect(await listed()).toMatchObject({ name: 'sh', escapedTo: expect.any(String) });
  children.get(pid)?.write('\n');
  await until(() => look(pid)?.name === 'sleep', { what: 'it becomes sleep' });
  expect(await listed()).toMatchObject({
    name: 'sleep',
    command: `sleep 600.${scenario.token}`,
    evidence: ['container'],
    escapedTo: expect.any(String),
  });
});

test('the command of a padded title has no blanks behind it where the kernel has', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const { file, args } = titles['a padded title'];
  const pid = await start({ tracker, scenario }, file, args);
  await until(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('claude  '), {
    what: 'its title',
  });
  expect((await tracker.list()).map(({ command }) => command)).toEqual(['claude']);
});

/** Where the programs read from. */
const children = new Map<number, NodeJS.WritableStream>();

/** Each waits for its standard input, which ends with the test. */
async function start(
  { tracker, scenario }: { readonly tracker: PaneTracker; readonly scenario: Scenario },
  file: string,
  args: readonly string[],
): Promise<number> {
  const child = await tracker.spawn(file, args, {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: scenario.environment,
  });
  const { pid = 0, stdin } = child;
  if (stdin !== null) children.set(pid, stdin);
  scenario.atEnd(() => void child.kill('SIGKILL'));
  return pid;
}

function hasTold(
  listed: readonly TrackedProcess[],
  { name, command }: { readonly name: string; readonly command: string },
  count: number,
): boolean {
  return listed.filter((each) => each.name === name && each.command === command).length === count;
}
