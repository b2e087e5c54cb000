import type { ProcessRef, ProcessUsage } from '../contract.js';
import { type BootClock, msPerTick } from './boot-clock.js';
import { isAlive, readProcStat } from './proc-stat.js';
import { readStart } from './read-file.js';
import { unlessGone } from './system-error.js';

/** Of one process; nothing where it has gone. */
export function processUsage(member: ProcessRef, clock: BootClock): readonly ProcessUsage[] {
  const stat = readProcStat(member.pid);
  if (stat === undefined || !isAlive(stat) || clock.birthOf(stat) !== member.birth) return [];
  const { pid, birth } = member;
  return [{ pid, birth, cpuTimeMs: stat.cpuTicks * msPerTick, residentBytes: readResidentBytes(pid) }];
}

/** In kB, so that no page size has to be known. */
function readResidentBytes(pid: number): number | undefined {
  const text = unlessGone(() => readStart(`/proc/${pid}/status`));
  const kilobytes = text === undefined ? undefined : /^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
