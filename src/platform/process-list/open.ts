import psList, { type ProcessDescriptor } from 'ps-list';
import treeKill from 'tree-kill';
import type { Command, Opening, SessionOptions } from '../contract.js';
import { instanceName } from '../posix/instance-name.js';
import { LedgerSession } from '../posix/ledger/session.js';
import { type ProcessRow, RowSource, type RowTable } from '../posix/row-source.js';
import { rootAndChild, type SelfTest } from '../posix/self-test.js';
import { inWords } from '../posix/system-error.js';

const isWindows = process.platform === 'win32';

const windowsRootAndChild: SelfTest = {
  command: { file: 'cmd.exe', args: ['/d', '/c', 'ping -n 30 127.0.0.1 >nul'] },
  root: 'stays',
  boundMs: 10_000,
};

/** On a busy machine a list takes some 100 ms; one that takes this long does not come. */
const readBoundMs = 5000;

const unguarded = 'no guard watches over this host: if it is killed, its processes outlive it';

const reasons: readonly string[] = [
  'the list is worked out from parents alone: a process whose parent has ended before it was seen is missed',
  isWindows
    ? 'the system’s list tells no start times: a PID given out again to a program of the same name and parent is not told apart'
    : 'start times have a grain of 1 s: a PID given out again within the second it was freed in is not told apart',
];

/** Opens a session over ps-list. */
export async function openProcessList(options: SessionOptions): Promise<Opening> {
  try {
    return { status: 'ready', session: await openSession(options) };
  } catch (error) {
    return { status: 'unavailable', reason: inWords(error) };
  }
}

function openSession({ onHostExit, stateDir }: SessionOptions): Promise<LedgerSession> {
  return LedgerSession.open({
    source: new RowSource({ read: readTable, wider: { signalGroup: undefined, endTree } }),
    onHostExit,
    stateDir,
    instance: instanceName(onHostExit),
    reasons: onHostExit === 'kill' ? [...reasons, unguarded] : reasons,
    selfTest: isWindows ? windowsRootAndChild : rootAndChild,
    ...(isWindows ? { launch: (command: Command) => command } : {}),
    features: {
      list: 'ps-list',
      'forced kill': 'stop, verify, tree-kill and SIGKILL, until two looks find nothing',
    },
  });
}

async function readTable(): Promise<RowTable> {
  const rows = (await bounded(psList())).filter(isAlive).map(toRow);
  if (!rows.some(({ pid }) => pid === process.pid)) throw new Error('ps-list does not list this process');
  return { rows, ownPid: undefined };
}

/**
 * ps-list runs one ps for the names and one for the command lines: who is in the first alone has just come or gone.
 * A zombie has no arguments left to show; the second form is that of macOS.
 */
function isAlive({ name, cmd }: ProcessDescriptor): boolean {
  if (cmd === undefined) return true;
  return cmd !== '' && !`${name} ${cmd}`.includes(' <defunct>') && cmd !== `(${name})`;
}

function toRow({ pid, ppid, name, cmd, startTime }: ProcessDescriptor): ProcessRow {
  return {
    pid,
    ppid,
    birth: startTime === undefined ? `${name}:${ppid}` : `list:${startTime.getTime() / 1000}`,
    group: undefined,
    session: undefined,
    terminal: undefined,
    marker: undefined,
    limit: undefined,
    user: undefined,
    startTicks: startTime?.getTime() ?? 0,
    startedAt: startTime?.getTime(),
    isStopped: undefined,
    isUninterruptible: false,
    name,
    command: cmd ?? name,
  };
}

/** What it misses, the kill loop it is part of signals one by one. */
function endTree(root: number): Promise<void> {
  return new Promise((resolve) => {
    treeKill(root, 'SIGKILL', () => resolve());
  });
}

async function bounded<T>(reading: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`ps-list did not answer within ${readBoundMs} ms`)),
      readBoundMs,
    );
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    clearTimeout(timer);
  }
}
