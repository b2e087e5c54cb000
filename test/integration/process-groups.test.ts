import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { macosPgid, type TrackedProcess } from '../../src/index.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import { until } from '../support/until.js';

const backends = {
  'linux-cgroup': 'linux-cgroup',
  'linux-procfs': 'linux-procfs',
  'ps of Linux': macosPgid({ ps: 'linux' }),
} as const;

/** Fields 5 and 6 of /proc/PID/stat. */
function idsOf(pid: number): readonly number[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const [, , group, session] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return [Number(group), Number(session)];
}

const told = ({ processGroup, systemSession }: TrackedProcess) => [processGroup, systemSession];

describe.each(Object.entries(backends))('%s', (_, backend) => {
  test('a member is told with its process group and its session', async ({ scenario }) => {
    const tracker = await scenario.pane(await scenario.open({ backend }));
    const { processes } = await scenario.start(tracker, programs.setsid);
    const listed = await tracker.list();
    expect(listed).toHaveLength(processes.length);
    for (const process of listed) expect(told(process)).toEqual(idsOf(process.pid));
    expect(new Set(listed.map(({ systemSession }) => systemSession)).size).toBe(2);
  });

  test('a session that it makes is told as a change of it', async ({ scenario }) => {
    const registry = await scenario.open({ backend });
    const tracker = await scenario.pane(registry);
    const script = `<STDIN>; POSIX::setsid(); sleep 600`;
    const args = ['-MPOSIX', '-e', script, scenario.token];
    const child = await tracker.spawn('perl', args, { stdio: ['pipe', 'ignore', 'ignore'] });
    const { pid = 0, stdin } = child;
    const find = async () => (await tracker.list()).find((each) => each.pid === pid);
    await until(async () => (await find())?.name === 'perl', { what: 'it is listed' });
    expect(idsOf(pid)).not.toEqual([pid, pid]);
    const changes: TrackedProcess[] = [];
    registry.on('process-changed', ({ process }) => changes.push(process));
    stdin?.write('\n');
    await until(() => idsOf(pid)[1] === pid, { what: 'it has a session of its own' });
    await until(async () => (await find())?.systemSession === pid, { what: 'the session is told' });
    expect(changes.filter((each) => each.pid === pid).map(told)).toContainEqual([pid, pid]);
  });
});
