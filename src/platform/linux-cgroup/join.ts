import type { JoinOutcome } from '../contract.js';
import { isLauncher } from '../posix/launcher.js';
import { isAlive, readArguments, readProcStat } from '../posix/proc-stat.js';
import { until } from '../until.js';
import { cgroupPathOf, isWithin } from './placement.js';

/** A launcher needs about 1 ms; one that has not joined after this long is said not to have. */
const joinBoundMs = 1000;

/** Waits until the launcher has become its command, then reads back where that lives. */
export async function confirmJoined(pid: number, panePath: string): Promise<JoinOutcome> {
  let outcome: JoinOutcome = {
    status: 'not-joined',
    reason: `its launcher had not joined after ${joinBoundMs} ms`,
  };
  await until(() => {
    const found = lookAt(pid, panePath);
    outcome = found ?? outcome;
    return found !== undefined;
  }, performance.now() + joinBoundMs);
  return outcome;
}

/** Undefined while the launcher is still on its way. */
function lookAt(pid: number, panePath: string): JoinOutcome | undefined {
  const stat = readProcStat(pid);
  const args = readArguments(pid);
  // Read last: a launcher that had become its command before this must have joined before that.
  const path = cgroupPathOf(pid);
  if (path !== undefined && isWithin(path, panePath)) return { status: 'joined' };
  if (stat === undefined || args === undefined || path === undefined || !isAlive(stat)) {
    return { status: 'already-gone' };
  }
  if (isLauncher(args) || isForkOfHost(args)) return undefined;
  return { status: 'not-joined', reason: `it lives in the cgroup ${path}` };
}

/** Between fork and exec a child still shows the arguments of the host. */
function isForkOfHost(args: readonly string[]): boolean {
  return readArguments(process.pid)?.join('\0') === args.join('\0');
}
