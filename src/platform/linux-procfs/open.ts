import type { Command, Opening, SessionOptions } from '../contract.js';
import { initAdvice } from '../posix/init-advice.js';
import { hungUpWith } from '../posix/hang-up.js';
import { instanceName } from '../posix/instance-name.js';
import { launch } from '../posix/launcher.js';
import { LedgerSession } from '../posix/ledger/session.js';
import { inFewWords, limitMarkOf, type LimitMarks, probeLimitMarks } from '../posix/limit-mark.js';
import { ProcSource } from '../posix/proc-source.js';
import { readProcStat } from '../posix/proc-stat.js';
import { inWords, unlessHidden } from '../posix/system-error.js';

/** What no look at `/proc` can find. */
const blindSpots = {
  set:
    'the list is worked out from /proc: a process that leaves its session with an emptied environment and an RLIMIT_RSS ' +
    'of its own, and loses its parent between two looks, is missed',
  none:
    'the list is worked out from /proc: a process that leaves its session with an emptied or overwritten environment, ' +
    'and loses its parent between two looks (many daemons; env -i setsid, then a double fork), is missed',
} as const;

const hidden =
  '/proc is mounted with hidepid: processes of other users cannot be seen, so one that a pane starts through sudo is missed';

/** Opens a session over `/proc`. */
export async function openProcfs(options: SessionOptions): Promise<Opening> {
  try {
    return { status: 'ready', session: Object.assign(await openSession(options), { hungUpWith }) };
  } catch (error) {
    return { status: 'unavailable', reason: inWords(error) };
  }
}

async function openSession({ onHostExit, stateDir }: SessionOptions): Promise<LedgerSession> {
  const hidesOthers = unlessHidden(() => readProcStat(1)) === undefined;
  const limitMarks = await probeLimitMarks();
  return LedgerSession.open({
    source: new ProcSource(),
    guardTable: 'proc',
    onHostExit,
    stateDir,
    instance: instanceName(onHostExit),
    launch: launchMarked(limitMarks),
    reasons: [blindSpots[limitMarks.status], ...(hidesOthers ? [hidden] : []), ...initAdvice()],
    features: {
      list: '/proc',
      'second marker': inFewWords(limitMarks),
      'forced kill': 'stop, verify, SIGKILL, until two looks find nothing',
    },
  });
}

function launchMarked({ status }: LimitMarks): (command: Command, marker: string) => Command {
  return (command, marker) => {
    const limit = status === 'set' ? limitMarkOf(marker) : undefined;
    return launch(command, { marker, procsPath: undefined, limit });
  };
}
