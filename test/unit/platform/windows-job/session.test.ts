import { describe, expect, test } from 'vitest';
import type { Container } from '../../../../src/platform/contract.js';
import { JobSession } from '../../../../src/platform/windows-job/session.js';
import { fakeHelper, openSession, tree, withTree } from './helpers.js';

const ref = (pid: number, birth: number) => ({ pid, birth: `filetime:${birth}` });
const soon = () => performance.now() + 500;

describe('a block', () => {
  test('takes in the root and what descends from it, and nobody older than its parent', async () => {
    const session = await openSession({ processes: tree });
    const container = await session.createContainer({ blockId: 'a', generation: 1 });
    expect(await container.attach(40)).toEqual({
      status: 'late',
      processes: [ref(40, 1000), ref(44, 1001), ref(48, 1002)],
    });
    expect((await container.attach(40)).status).toBe('member');
    expect(await container.attach(9999)).toEqual({ status: 'already-gone' });
  });

  test('gives the reason where the root cannot be taken in', async () => {
    const session = await openSession({ processes: [{ pid: 60, ppid: 4, birth: '5', denied: true }] });
    const container = await session.createContainer({ blockId: 'a', generation: 1 });
    expect(await container.attach(60)).toEqual({
      status: 'denied',
      reason: 'AssignProcessToJobObject failed with 5: Access is denied.',
    });
  });

  test('gives the same list and the same records while nothing has changed', async () => {
    const container = await withTree(await openSession({ processes: tree }));
    const first = await container.list('tick');
    expect(first.map(({ name, command, ppid }) => [name, command, ppid])).toEqual([
      ['shell.exe', 'shell -i', 4],
      ['tool.exe', 'tool', 40],
      ['tool.exe', 'tool --child', 44],
    ]);
    expect(await container.list('all')).toBe(first);
    await container.endOne(ref(48, 1002), soon());
    const [shell] = await container.list('tick');
    expect(shell).toBe(first[0]);
  });

  test('ends one member and no other', async () => {
    const container = await withTree(await openSession({ processes: tree }));
    expect(await container.endOne(ref(44, 1001), soon())).toBe('ended');
    expect(await container.endOne(ref(44, 1001), soon())).toBe('already-gone');
    expect(await container.endOne(ref(48, 7), soon())).toBe('identity-changed');
    expect(await container.endOne(ref(52, 999), soon())).toBe('not-member');
    expect((await container.list('all')).map(({ pid }) => pid)).toEqual([40, 48]);
  });

  test('ends what is selected, then all, and is empty only then', async () => {
    const container = await withTree(await openSession({ processes: tree }));
    await container.endSelected((members) => members.filter(({ pid }) => pid !== 40), soon());
    expect((await container.list('all')).map(({ pid }) => pid)).toEqual([40]);
    expect(await container.isEmpty()).toBe(false);
    await container.endAll();
    expect(await container.isEmpty()).toBe(true);
    expect(await container.remove(soon())).toBe('removed');
  });

  test('is not empty while a process has left its job and is not gone', async () => {
    const container = await withTree(await openSession({ processes: tree, endingAsks: 2 }));
    await container.endAll();
    expect(await container.isEmpty()).toBe(false);
    expect(await container.isEmpty()).toBe(false);
    expect(await container.isEmpty()).toBe(true);
  });

  test('says whether a signal was sent, and to whom it was not', async () => {
    const deaf = { pid: 60, ppid: 48, birth: '1003', deaf: true };
    const window = { pid: 64, ppid: 48, birth: '1004', deaf: true, window: true };
    const container = await withTree(await openSession({ processes: [...tree, deaf, window] }));
    const targets = [ref(60, 1003), ref(64, 1004), ref(48, 1002), ref(44, 5), ref(52, 999), ref(99, 1)];
    const others = ['identity-changed', 'not-member', 'already-gone'];
    expect(await container.signal(targets, 'SIGTERM')).toEqual([
      'denied',
      'signalled',
      'signalled',
      ...others,
    ]);
    expect(await container.signal(targets, 'SIGINT')).toEqual(['denied', 'denied', 'signalled', ...others]);
    expect(await container.signal([ref(60, 1003)], 'SIGWINCH')).toEqual(['denied']);
    expect(await container.signal([ref(60, 1003)], 'SIGKILL')).toEqual(['signalled']);
  });

  const launcher = {
    pid: 36,
    ppid: process.pid,
    birth: '600',
    image: process.execPath,
    command: 'launcher exec Local\\b.',
  };
  const command = { pid: 40, ppid: 36, birth: '700', image: 'C:\\tool.exe', command: 'tool' };

  test('tells a command as a child of the host once its launcher has been read back', async () => {
    const session = await openSession({ processes: [launcher, command] });
    const container = await withTree(session);
    expect(await container.confirmJoin(36)).toEqual({ status: 'joined', process: ref(40, 700) });
    expect((await container.list('all')).map(({ pid, ppid }) => [pid, ppid])).toEqual([[40, process.pid]]);
    expect(await container.contains(36)).toBe(true);
    expect(await container.confirmJoin(9999)).toEqual({ status: 'already-gone' });
    expect(await container.contains(9999)).toBe(false);
  });

  test('tells a launcher that is inside as plumbing', async () => {
    const container = await withTree(await openSession({ processes: [launcher, command] }), 'a', 36);
    await container.confirmJoin(36);
    const told = (await container.list('all')).map(({ pid, plumbing }) => [pid, plumbing]);
    expect(told).toEqual([
      [36, 'launcher'],
      [40, undefined],
    ]);
  });

  test('a command that is missing is told before the launcher could hide it', async () => {
    const session = await openSession();
    const container = await session.createContainer({ blockId: 'a', generation: 1 });
    await expect(container.wrap({ file: 'missing', args: ['x'] })).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('keeps nothing and says why', async () => {
    const container = await withTree(await openSession({ processes: tree }));
    await expect(container.keep(() => [])).rejects.toThrow('Windows takes no process out of its job');
  });

  test('hears that it has become empty', async () => {
    const container = await withTree(await openSession({ processes: tree }));
    await container.list('tick');
    let hints = 0;
    container.onHint(() => hints++);
    await container.endAll();
    expect(hints).toBe(1);
  });

  test('tells CPU time and I/O, and no memory that it does not know', async () => {
    const container = await withTree(await openSession({ processes: tree }));
    const usage = await container.usage();
    expect(usage).toMatchObject({ cpuTimeMs: 12, readBytes: 3, writtenBytes: 4, memoryBytes: undefined });
    expect(usage.processes[0]).toEqual({ ...ref(40, 1000), cpuTimeMs: 1, residentBytes: 2 });
  });
});

describe('a run', () => {
  test('is told of each of its members, and of no other', async () => {
    expect(await runsOf(await openRun())).toEqual([
      [60, undefined],
      [40, 7],
      [44, 7],
      [48, 7],
    ]);
  });

  test('is ended, counted and proven empty by itself', async () => {
    const container = await openRun();
    expect((await container.usage(7)).processes.map(({ pid }) => pid)).toEqual([40, 44, 48]);
    expect(await container.isEmpty(7)).toBe(false);
    expect(await container.closeRun(7)).toBe('occupied');
    await container.endAll(7);
    expect(await container.isEmpty(7)).toBe(true);
    expect(await container.isEmpty()).toBe(false);
    expect(await container.closeRun(7)).toBe('closed');
    expect(await container.closeRun(7)).toBe('closed');
    expect(await runsOf(container)).toEqual([[60, undefined]]);
  });
});

describe('a session', () => {
  test('asks once for a tick over 20 blocks with 200 members, half of them in runs', async () => {
    const pids = Array.from({ length: 200 }, (_, index) => 1000 + index);
    const processes = pids.map((pid) => ({ pid, ppid: 4, birth: '5', image: 'C:\\x.exe', command: 'x' }));
    const session = await openSession({ processes });
    const blocks: Container[] = [];
    for (let block = 0; block < 20; block++) {
      const container = await session.createContainer({ blockId: `${block}`, generation: 1 });
      await container.openRun(7);
      for (const pid of pids.slice(block * 10, block * 10 + 10)) {
        await container.attach(pid, pid % 2 === 0 ? 7 : undefined);
      }
      blocks.push(container);
    }
    let lists: readonly (readonly { readonly runId: number | undefined }[])[] = [];
    const asked = await countRequests(session, async () => {
      const tick = session.beginTick();
      lists = await Promise.all(blocks.map((block) => block.list('tick', tick)));
    });
    expect(asked).toBe(1);
    expect(lists.flat()).toHaveLength(200);
    expect(lists.flat().filter(({ runId }) => runId === 7)).toHaveLength(100);
  });

  test('protects the host and its helper', async () => {
    const session = await openSession();
    const guard = Number(/\d+/.exec(session.features['guard'] ?? '')?.[0]);
    expect([...(await session.protectedPids())]).toEqual(expect.arrayContaining([process.pid, guard, 1]));
  });

  test('that does not prove itself is none', async () => {
    const opening = JobSession.open({
      helper: fakeHelper(),
      onHostExit: 'kill',
      selfTest: async () => 'nothing was listed',
    });
    await expect(opening).rejects.toThrow('the self-test failed: nothing was listed');
  });

  test('whose helper dies says so; its blocks are empty and take nothing in', async () => {
    const session = await openSession({ processes: tree, misbehave: { terminate: 'exit' } });
    const container = await withTree(session);
    const told: string[] = [];
    container.onDowngrade((to, reason) => told.push(`${to}: ${reason}`));
    await expect(container.endAll()).rejects.toThrow('the helper has ended');
    const reason = 'the helper has ended (exit code 9): what its blocks held ended with it';
    expect(told).toEqual([`none: ${reason}`]);
    const degraded: string[] = [];
    session.onDegraded((each) => degraded.push(each));
    expect(degraded).toEqual([reason]);
    expect(await container.list('all')).toEqual([]);
    expect(await container.isEmpty()).toBe(true);
    expect((await container.attach(40)).status).toBe('unsupported');
    expect(await container.remove(soon())).toBe('removed');
  });

  test('that keeps its processes does not take them for gone with the helper', async () => {
    const session = await openSession({ processes: tree, misbehave: { terminate: 'exit' } }, 'keep');
    const container = await withTree(session);
    await expect(container.endAll()).rejects.toThrow('the helper has ended');
    await expect(container.list('all')).rejects.toThrow('what is left of the block cannot be told');
    await expect(container.isEmpty()).rejects.toThrow();
  });

  test('starts the helper anew for new blocks, three times', async () => {
    const session = await openSession({ misbehave: { terminate: 'exit' } });
    for (let helper = 0; helper < 4; helper++) {
      const container = await session.createContainer({ blockId: 'a', generation: helper });
      await expect(container.endAll()).rejects.toThrow('the helper has ended');
    }
    await expect(session.createContainer({ blockId: 'a', generation: 9 })).rejects.toThrow(
      'is not started again after 3 restarts',
    );
  });
});

/** A stranger in the block, and the tree in a run. */
async function openRun(): Promise<Container> {
  const session = await openSession({
    processes: [...tree, { pid: 60, ppid: 4, birth: '1', image: 'C:\\x.exe' }],
  });
  const container = await session.createContainer({ blockId: 'a', generation: 1 });
  await container.attach(60);
  await container.openRun(7);
  await container.attach(40, 7);
  return container;
}

async function runsOf(container: Container) {
  return (await container.list('all')).map(({ pid, runId }) => [pid, runId]);
}

/** The fake counts what it is asked, and tells when it is asked for PID -1. */
async function countRequests(session: JobSession, act: () => Promise<void>): Promise<number> {
  const container = await session.createContainer({ blockId: 'counter', generation: 1 });
  const { helper } = container as unknown as {
    readonly helper: { usage(pids: readonly number[]): Promise<readonly { readonly cpuTimeMs: number }[]> };
  };
  const count = async () => (await helper.usage([-1]))[0]?.cpuTimeMs ?? 0;
  const before = await count();
  await act();
  return (await count()) - before - 1;
}
