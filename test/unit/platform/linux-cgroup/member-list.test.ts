import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
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

/** Processes of this test, as the list of a pane's cgroup. */
async function listOf(count: number): Promise<(depth: 'changes' | 'tick' | 'all') => readonly string[]> {
  for (let index = 0; index < count; index++) {
    children.push(spawn('sleep', ['600'], { stdio: 'ignore' }));
  }
  const pids = children.map(({ pid = 0 }) => pid);
  await until(() => pids.every((pid) => look(pid)?.name === 'sleep'), { what: 'they run' });
  writeFileSync(join(directory, 'cgroup.procs'), pids.map((pid) => `${pid}\n`).join(''));
  const reader = new ProcsReader(directory, { leaves: [], emptyChildren: 0 });
  const cursor = new PidCursor();
  openFiles.push(reader, cursor);
  const clock = new BootClock();
  const list = new MemberList({ clock, cursor }, { reader, path: '/' });
  return (depth) =>
    list
      .look({ depth, mark: cursor.read(), bootedAt: clock.bootedAt, rotate: false, strays: [] })
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
