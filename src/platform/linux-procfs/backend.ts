import type { Backend, Opening, SessionOptions } from '../contract.js';
import { initAdvice } from '../posix/init-advice.js';
import { hungUpWith } from '../posix/hang-up.js';
import { instanceName } from '../posix/instance-name.js';
import { LedgerSession } from '../posix/ledger/session.js';
import { ProcSource } from '../posix/proc-source.js';
import { readProcStat } from '../posix/proc-stat.js';
import { inWords, unlessHidden } from '../posix/system-error.js';

/** What no look at `/proc` can find. */
const blindSpot =
  'the list is worked out from /proc: a process that leaves its session with an emptied environment and loses its ' +
  'parent between two looks (env -i setsid, then a double fork) is missed';

const hidden =
  '/proc is mounted with hidepid: processes of other users cannot be seen, so one that a pane starts through sudo is missed';

/** Linux without a writable cgroup: descent, session, terminal, group and marker over `/proc`. */
export function linuxProcfs(): Backend {
  return { name: 'linux-procfs', open };
}

async function open(options: SessionOptions): Promise<Opening> {
  if (process.platform !== 'linux') {
    return { status: 'unavailable', reason: `it needs Linux, this is ${process.platform}` };
  }
  try {
    return { status: 'ready', session: Object.assign(await openSession(options), { hungUpWith }) };
  } catch (error) {
    return { status: 'unavailable', reason: inWords(error) };
  }
}

function openSession({ onHostExit, stateDir }: SessionOptions): Promise<LedgerSession> {
  const hidesOthers = unlessHidden(() => readProcStat(1)) === undefined;
  return LedgerSession.open({
    source: new ProcSource(),
    guardTable: 'proc',
    onHostExit,
    stateDir,
    instance: instanceName(onHostExit),
    reasons: [blindSpot, ...(hidesOthers ? [hidden] : []), ...initAdvice()],
    features: { list: '/proc', 'forced kill': 'stop, verify, SIGKILL, until two looks find nothing' },
  });
}
