import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemberList } from '../../../../src/platform/linux-cgroup/member-list.js';
import { ProcsReader } from '../../../../src/platform/linux-cgroup/procs-reader.js';
import { BootClock } from '../../../../src/platform/posix/boot-clock.js';
import { PidCursor } from '../../../../src/platform/posix/pid-cursor.js';
import { look } from '../../../support/oracle.js';
import { until } from '../../../support/until.js';
import { needsProc } from '../../support/needs.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const directory = join(temporaryDirectory(), 'pane');
const children: ChildProcess[] = [];
const openFiles: { close(): void }[] = [];

beforeEach((context) => {
  needsProc(context);
  mkdirSync(directory);
  writeFileSync(join(directory, 'cgroup.stat'), 'nr_descendants 0\n');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const file of openFiles.splice(0)) file.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What an exec does half-way: the name is the new one, and there is no command line. It waits for a line before. */
const python = '/usr/bin/python3';
const halfWay = `
import ctypes, time
input()
libc = ctypes.CDLL(None)
arguments = int(open('/proc/self/stat').read().rsplit(')', 1)[1].split()[48 - 3])
libc.prctl(15, b'other', 0, 0, 0)
libc.munmap(ctypes.c_void_p(arguments & -4096), ctypes.c_size_t(4096))
time.sleep(600)
`;

/** Processes of this test, as the list of a pane's cgroup. */
async function listOf(count: number): Promise<(depth: 'changes' | 'tick' | 'all') => readonly string[]> {
  for (let index = 0; index < count; index++) {
    children.push(spawn('sleep', ['600'], { stdio: 'ignore' }));
  }
  await until(() => children.every(({ pid }) => nameOf(pid) === 'sleep'), { what: 'they run' });
  return listOfChildren();
}

function nameOf(pid: number | undefined): string | undefined {
  return pid === undefined ? undefined : look(pid)?.name;
}

function listOfChildren(): (depth: 'changes' | 'tick' | 'all') => readonly string[] {
  const pids = children.map(({ pid = 0 }) => pid);
  writeFileSync(join(directory, 'cgroup.procs'), pids.map((pid) => `${pid}\n`).join(''));
  const reader = new ProcsReader(directory, { leaves: [], emptyChildren: 0 });
  const cursor = new PidCursor();
  openFiles.push(reader, cursor);
  const clock = new BootClock();
  const list = new MemberList({ clock, cursor }, { reader, path: '/' });
  return (depth) =>
    list
      .look({ depth, mark: cursor.read(), bootedAt: clock.bootedAt, rotate: false, escapees: [] })
      .map(({ command }) => command);
}

describe('members that are new', () => {
  test('are described by their command lines where they are few', async () => {
    const commands = await listOf(3);
    expect(commands('changes')).toEqual(Array(3).fill('sleep 600'));
  });

  test('are named as the kernel names them where they are many, and by their command lines at the next tick', async () => {
    const commands = await listOf(20);
    expect(commands('changes')).toEqual(Array(20).fill('[sleep]'));
    expect(commands('tick')).toEqual(Array(20).fill('sleep 600'));
    expect(commands('changes')).toEqual(Array(20).fill('sleep 600'));
  });

  test.for(['tick', 'all'] as const)(
    'are described by their command lines at a look at %s',
    async (depth) => {
      const commands = await listOf(20);
      expect(commands(depth)).toEqual(Array(20).fill('sleep 600'));
    },
  );
});

test.for(['tick', 'all'] as const)(
  'a look at %s that meets an exec half-way tells no command line of the program before',
  async (depth, { skip }) => {
    if (!existsSync(python)) skip(`there is no ${python}`);
    const child = spawn(python, ['-c', halfWay], { stdio: ['pipe', 'ignore', 'ignore'] });
    children.push(child);
    await until(() => nameOf(child.pid)?.startsWith('python') === true, { what: 'it runs' });
    const commands = listOfChildren();
    expect(commands('all').join()).toMatch(/^\S*python\S* -c /);
    child.stdin?.end('\n');
    await until(() => nameOf(child.pid) === 'other', { what: 'it is half-way' });
    await until(() => readFileSync(`/proc/${child.pid}/cmdline`).length === 0, {
      what: 'it has no command line',
    });
    expect(commands(depth)).toEqual(['[other]']);
    expect(commands(depth)).toEqual(['[other]']);
  },
);
