import type { ProcessRef, ProcessUsage } from '../contract.js';
import { type BootClock, msPerTick } from './boot-clock.js';
import { isAlive, readProcStat } from './proc-stat.js';
import { readStart } from './read-file.js';
import { unlessGone, unlessHidden } from './system-error.js';

/** Of one process; nothing where it has gone. */
export function processUsage(member: ProcessRef, clock: BootClock): readonly ProcessUsage[] {
  const stat = readProcStat(member.pid);
  if (stat === undefined || !isAlive(stat) || clock.birthOf(stat) !== member.birth) return [];
  const { pid, birth } = member;
  const cpuTimeMs = stat.cpuTicks * msPerTick;
  return [{ pid, birth, cpuTimeMs, residentBytes: readResidentBytes(pid), ...readStorageBytes(pid) }];
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

/** In kB, so that no page size has to be known. */
function readResidentBytes(pid: number): number | undefined {
  const text = unlessGone(() => readStart(`/proc/${pid}/status`));
  const kilobytes = text === undefined ? undefined : /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
