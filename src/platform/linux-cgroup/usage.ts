import { readFileSync } from 'node:fs';
import type { ContainerUsage, ProcessRef, ProcessUsage } from '../contract.js';
import { type BootClock, msPerTick } from '../posix/boot-clock.js';
import { isAlive, readProcStat } from '../posix/proc-stat.js';
import { readStart } from '../posix/read-file.js';
import { unlessGone } from '../posix/system-error.js';

/**
 * What the kernel has counted for a cgroup and everything below it. CPU time is there without a controller
 * (cgroup-v2, "cpu.stat"); memory and I/O need theirs, and are undefined without.
 */
export function readUsage(
  directories: readonly string[],
  members: readonly ProcessRef[],
  clock: BootClock,
): ContainerUsage {
  const total = (read: (directory: string) => number | undefined) => sum(directories.map(read));
  const cpuMicroseconds = total((directory) => readKey(`${directory}/cpu.stat`, /^usage_usec (\d+)$/gm));
  return {
    cpuTimeMs: cpuMicroseconds === undefined ? undefined : cpuMicroseconds / 1000,
    memoryBytes: total((directory) => readKey(`${directory}/memory.current`, /^(\d+)$/gm)),
    peakMemoryBytes: total((directory) => readKey(`${directory}/memory.peak`, /^(\d+)$/gm)),
    readBytes: total((directory) => readKey(`${directory}/io.stat`, /\brbytes=(\d+)/g)),
    writtenBytes: total((directory) => readKey(`${directory}/io.stat`, /\bwbytes=(\d+)/g)),
    processes: members.flatMap((member) => processUsage(member, clock)),
  };
}

function processUsage(member: ProcessRef, clock: BootClock): readonly ProcessUsage[] {
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

/** The sum of all matches; undefined where the file is not there. */
function readKey(path: string, pattern: RegExp): number | undefined {
  const text = unlessGone(() => readFileSync(path, 'latin1'));
  return text === undefined ? undefined : sum([...text.matchAll(pattern)].map((match) => Number(match[1])));
}

/** Unknown as soon as one part is. */
function sum(parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce(
    (total, part) => (total === undefined || part === undefined ? undefined : total + part),
    0,
  );
}
