import { closeSync, constants, openSync } from 'node:fs';
import type { JoinOutcome } from '../contract.js';
import { isLauncher } from '../posix/launcher.js';
import { isAlive, readArguments, readProcStat } from '../posix/proc-stat.js';
import { inWords } from '../posix/system-error.js';
import { until } from '../until.js';
import { cgroupPathOf, isWithin } from '../posix/placement.js';

/** A launcher needs about 1 ms, and on a starved machine a second; one that has not joined by then is said not to have. */
const joinBoundMs = 3000;

/** A read-only remount, a removed cgroup and a missing right all show on opening. */
export function whyNotJoinable(procsPath: string): string | undefined {
  try {
    closeSync(openSync(procsPath, constants.O_WRONLY));
    return undefined;
  } catch (error) {
    return inWords(error);
  }
}

/**
 * Waits until the launcher has become its command, so that whoever lists after this finds the command, then
 * reads back where that lives.
 */
export async function confirmJoined(pid: number, panePath: string): Promise<JoinOutcome> {
  let latest = lookAt(pid, panePath);
  await until(() => {
    const before = latest;
    latest = lookAt(pid, panePath);
    // In the middle of an exec the arguments may read as those of two programs in a row: the same twice.
    return latest.stage === 'become' && before.command === latest.command;
  }, performance.now() + joinBoundMs);
  return latest.outcome;
}

/** A process on its way from launcher to command; `outcome` is what it comes to if it stays as it is. */
interface Sight {
  readonly stage: 'on-its-way' | 'become';
  readonly command: string;
  readonly outcome: JoinOutcome;
}

const gone: Sight = { stage: 'become', command: '', outcome: { status: 'already-gone' } };

function lookAt(pid: number, panePath: string): Sight {
  const stat = readProcStat(pid);
  const args = readArguments(pid);
  // Read last: a launcher that had become its command before this must have joined before that.
  const path = cgroupPathOf(pid);
  if (stat === undefined || args === undefined || path === undefined) return gone;
  const isInside = isWithin(path, panePath);
  if (!isAlive(stat)) return isInside ? { ...gone, outcome: { status: 'joined' } } : gone;
  const isInExec = args.length === 0 && stat.state !== 'Z';
  const isOnItsWay = isInExec || isLauncher(args) || (!isInside && isForkOfHost(args));
  return {
    stage: isOnItsWay ? 'on-its-way' : 'become',
    command: args.join('\0'),
    outcome: isInside
      ? { status: 'joined' }
      : { status: 'not-joined', reason: `it lives in the cgroup ${path}` },
  };
}

/** Between fork and exec a child still shows the arguments of the host. */
function isForkOfHost(args: readonly string[]): boolean {
  return readArguments(process.pid)?.join('\0') === args.join('\0');
}
