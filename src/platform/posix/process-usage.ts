import type { ProcessRef, ProcessUsage } from '../contract.js';
import { type BootClock, msPerTick } from './boot-clock.js';
import { inOtherThreads, isAlive, type ProcStat, readProcStat } from './proc-stat.js';
import { readStart } from './read-file.js';
import { findAlive } from './signals.js';
import { unlessGone, unlessHidden } from './system-error.js';

/** Of one process; nothing where it has gone. */
export function processUsage(member: ProcessRef, clock: BootClock): readonly ProcessUsage[] {
  const stat = readProcStat(member.pid);
  if (stat === undefined || !isAlive(stat) || clock.birthOf(stat) !== member.birth) return [];
  const { pid, birth } = member;
  const residentBytes = readResidentBytes(stat);
  // A process gives up its memory as it ends: with nothing left it counts as gone, not as unknown.
  if (residentBytes === undefined && isEnding(member, clock)) return [];
  return [{ pid, birth, cpuTimeMs: stat.cpuTicks * msPerTick, residentBytes, ...readStorageBytes(pid) }];
}

function isEnding(member: ProcessRef, clock: BootClock): boolean {
  const now = findAlive(member, clock);
  return typeof now === 'string' || (now.isExiting && now.threads === 1);
}

/** See proc_pid_io(5). Unreadable for who may not trace the process, and absent from some kernels. */
function readStorageBytes(pid: number): Pick<ProcessUsage, 'readBytes' | 'writtenBytes'> {
  const text = unlessHidden(() => readStart(`/proc/${pid}/io`)) ?? '';
  const bytes = (pattern: RegExp) => {
    const digits = pattern.exec(text)?.[1];
    return digits === undefined ? undefined : Number(digits);
  };
  return { readBytes: bytes(/^read_bytes: (\d+)$/m), writtenBytes: bytes(/^write_bytes: (\d+)$/m) };
}

/** In kB, so that no page size has to be known. A first thread that has ended has no memory, but the others do. */
function readResidentBytes({ pid, state }: ProcStat): number | undefined {
  const bytes = unlessGone(() => residentBytesIn(`/proc/${pid}`));
  return bytes ?? (state === 'Z' ? inOtherThreads(pid, residentBytesIn).at(0) : undefined);
}

function residentBytesIn(directory: string): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readStart(`${directory}/status`))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
