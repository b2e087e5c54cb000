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
  let outsider: string | undefined;
  await until(() => {
    const found = lookAt(pid, panePath);
    const isStranger = 'command' in found;
    // In the middle of an exec the arguments may read as those of two programs in a row: look twice.
    if (isStranger && found.command !== outsider) {
      outsider = found.command;
      return false;
    }
    if (found.status === 'on-its-way') return false;
    outcome = found;
    return true;
  }, performance.now() + joinBoundMs);
  return outcome;
}

type Finding = JoinOutcome | { readonly status: 'on-its-way' } | Outsider;

/** A process that has become something, outside the pane. */
interface Outsider {
  readonly status: 'not-joined';
  readonly reason: string;
  readonly command: string;
}

function lookAt(pid: number, panePath: string): Finding {
  const stat = readProcStat(pid);
  const args = readArguments(pid);
  // Read last: a launcher that had become its command before this must have joined before that.
  const path = cgroupPathOf(pid);
  if (path !== undefined && isWithin(path, panePath)) return { status: 'joined' };
  if (stat === undefined || args === undefined || path === undefined || !isAlive(stat)) {
    return { status: 'already-gone' };
  }
  if (args.length === 0 || isLauncher(args) || isForkOfHost(args)) return { status: 'on-its-way' };
  return { status: 'not-joined', reason: `it lives in the cgroup ${path}`, command: args.join('\0') };
}

/** Between fork and exec a child still shows the arguments of the host. */
function isForkOfHost(args: readonly string[]): boolean {
  return readArguments(process.pid)?.join('\0') === args.join('\0');
}
