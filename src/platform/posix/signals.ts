import type { ProcessRef, SignalOutcome, Vitality } from '../contract.js';
import type { BootClock } from './boot-clock.js';
import { isAlive, readProcStat, type ProcStat } from './proc-stat.js';
import { errnoOf } from './system-error.js';

/** The process of exactly this identity, if it still runs. */
export function findAlive(ref: ProcessRef, clock: BootClock): ProcStat | 'already-gone' | 'identity-changed' {
  const stat = readProcStat(ref.pid);
  if (stat === undefined) return 'already-gone';
  if (clock.birthOf(stat) !== ref.birth) return 'identity-changed';
  return isAlive(stat) ? stat : 'already-gone';
}

/** Why a process that is in none of the places of a block is no member of it. */
export function whyNoMember(
  ref: ProcessRef,
  clock: BootClock,
): 'already-gone' | 'identity-changed' | 'not-member' {
  const found = findAlive(ref, clock);
  return typeof found === 'string' ? found : 'not-member';
}

export function vitalityOf(ref: ProcessRef, clock: BootClock): Vitality {
  const found = findAlive(ref, clock);
  if (typeof found === 'string') return found === 'identity-changed' ? 'replaced' : 'gone';
  return found.state === 'D' ? 'uninterruptible' : 'alive';
}

/**
 * Reads the birth again, then signals at once. Between the two lie microseconds in which the process would
 * have to end and the PID allocator to arrive at exactly its PID.
 */
export function sendVerified(ref: ProcessRef, signal: NodeJS.Signals, clock: BootClock): SignalOutcome {
  const stat = findAlive(ref, clock);
  return typeof stat === 'string' ? stat : send(ref.pid, signal);
}

/** A stopped process sits on every signal but SIGKILL until somebody continues it. */
export function continueIfStopped(ref: ProcessRef, clock: BootClock): void {
  const stat = findAlive(ref, clock);
  if (typeof stat !== 'string' && stat.state === 'T') send(ref.pid, 'SIGCONT');
}

/** To this PID, whoever has it; the birth has been read right before. */
export function send(pid: number, signal: NodeJS.Signals): SignalOutcome {
  try {
    process.kill(pid, signal);
    return 'signalled';
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return 'already-gone';
    if (isRefusal(errnoOf(error))) return 'denied';
    throw error;
  }
}

/** ENOSYS: Windows has no such signal. */
function isRefusal(errno: string | undefined): boolean {
  return errno === 'EPERM' || errno === 'ENOSYS';
}
