import { describe, expect, test } from 'vitest';
import type { Container, MemberRecord } from '../../../../src/platform/contract.js';
import { daemons, selfTest } from '../../../../src/platform/posix/self-test.js';
import { untracked } from '../../../../src/platform/untracked.js';

const boundMs = 60;

/** A container that says what it is told to say; the test program does nothing. */
async function scripted(lies: Partial<Container>): Promise<Container> {
  const honest = await honestContainer();
  return { ...honest, ...lies };
}

async function honestContainer(): Promise<Container> {
  const nothing = await untracked([]).createContainer({ blockId: 'self-test', generation: 0 });
  let members = [member(2), member(3)];
  return {
    ...nothing,
    wrap: async () => ({ status: 'wrapped', command: { file: '/bin/sh', args: ['-c', ':'] } }),
    list: async () => members,
    endOne: async ({ pid }) => {
      members = members.filter((each) => each.pid !== pid);
      return 'ended';
    },
    endAll: async () => {
      members = [];
    },
    isEmpty: async () => members.length === 0,
  };
}

function member(pid: number): MemberRecord {
  return {
    pid,
    birth: 'a',
    ppid: 1,
    name: 'sleep',
    command: 'sleep 30',
    startedAt: undefined,
    processGroup: undefined,
    systemSession: undefined,
    evidence: ['container'],
    runId: undefined,
    lifetime: 'pane',
    escapedTo: undefined,
  };
}

describe('rule 1: high is said only by a container that', () => {
  test('lists two daemons, ends one alone, then the other', async () => {
    expect(await selfTest(await scripted({}), { ...daemons, boundMs })).toBeUndefined();
  });

  test.for<readonly [string, Partial<Container>, RegExp]>([
    ['does list them', { list: async () => [] }, /0 of 2 double-forked processes were listed/],
    ['can be read', { list: () => Promise.reject(new Error('EIO: i/o error')) }, /EIO/],
    ['can be joined', { wrap: async () => ({ status: 'not-joinable', reason: 'EACCES' }) }, /EACCES/],
    ['ends one', { endOne: async () => 'ended' }, /did not end that one alone/],
    [
      'ends no more than one',
      { endOne: async () => 'ended', list: once([member(2), member(3)], []) },
      /that one alone/,
    ],
    ['ends the rest', { endAll: async () => undefined }, /left a process alive/],
    ['knows when it is empty', { isEmpty: async () => false }, /left a process alive/],
    [
      'runs the program',
      { wrap: async () => ({ status: 'wrapped', command: { file: '/bin/false', args: [] } }) },
      /exited with 1/,
    ],
  ])('%s', async ([, lies, reason]) => {
    expect(await selfTest(await scripted(lies), { ...daemons, boundMs })).toMatch(reason);
  });
});

/** Gives the first list once, then the second for ever. */
function once(first: readonly MemberRecord[], then: readonly MemberRecord[]): Container['list'] {
  let next = first;
  return async () => {
    const now = next;
    next = then;
    return now;
  };
}
