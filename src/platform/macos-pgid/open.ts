import type { Opening, SessionOptions } from '../contract.js';
import { instanceName } from '../posix/instance-name.js';
import { LedgerSession } from '../posix/ledger/session.js';
import { runPs } from '../posix/ps.js';
import type { PsRow } from '../posix/ps-rows.js';
import { type ProcessRow, RowSource, type RowTable } from '../posix/row-source.js';
import { send } from '../posix/signals.js';
import { inWords } from '../posix/system-error.js';

const reasons: readonly string[] = [
  'the list is worked out from ps: a process that leaves its process group, loses its parent between two looks and ' +
    'shows no environment (env -i, or a program of the system) is missed',
  'start times have a grain of 1 s: a PID given out again within the second it was freed in is not told apart',
];

/** Opens a session over the `ps` of a platform. */
export async function openPs(ps: 'darwin' | 'linux', options: SessionOptions): Promise<Opening> {
  try {
    return { status: 'ready', session: await openSession(ps, options) };
  } catch (error) {
    return { status: 'unavailable', reason: inWords(error) };
  }
}

function openSession(
  ps: 'darwin' | 'linux',
  { onHostExit, stateDir }: SessionOptions,
): Promise<LedgerSession> {
  return LedgerSession.open({
    source: new RowSource({ read: () => readTable(ps), wider: { signalGroup, endTree: undefined } }),
    guardTable: `ps-${ps}`,
    onHostExit,
    stateDir,
    instance: instanceName(onHostExit),
    reasons,
    features: {
      list: 'one ps for all panes',
      'forced kill': 'stop, verify, killpg and SIGKILL, until two looks find nothing',
    },
  });
}

async function readTable(platform: 'darwin' | 'linux'): Promise<RowTable> {
  const { rows, ownPid } = await runPs({ platform });
  return { rows: rows.filter(({ state }) => !state.startsWith('Z')).map(toRow), ownPid };
}

function toRow(row: PsRow): ProcessRow {
  return {
    ...row,
    limit: undefined,
    user: row.uid,
    // 0 is that of the kernel's own.
    group: row.group > 0 ? row.group : undefined,
    birth: `ps:${row.startedAt / 1000}`,
    startTicks: row.startedAt,
    isStopped: row.state.startsWith('T'),
    // U on macOS, D elsewhere.
    isUninterruptible: /^[UD]/.test(row.state),
  };
}

/** EPERM where one member is a zombie or another user's, ESRCH where all have gone: both are normal. */
function signalGroup(group: number, signal: NodeJS.Signals): void {
  send(-group, signal);
}
