import { readFileSync } from 'node:fs';
import type { ContainerUsage, ProcessRef } from '../contract.js';
import type { BootClock } from '../posix/boot-clock.js';
import { flatMapChunked } from '../posix/chunked.js';
import { processUsage } from '../posix/process-usage.js';
import { unlessGone } from '../posix/system-error.js';

/**
 * What the kernel has counted for a cgroup and everything below it. CPU time is there without a controller
 * (cgroup-v2, "cpu.stat"); memory and I/O need theirs, and are undefined without.
 */
export async function readUsage(
  directories: readonly string[],
  members: readonly ProcessRef[],
  clock: BootClock,
): Promise<Omit<ContainerUsage, 'limits'>> {
  const total = (read: (directory: string) => number | undefined) => sum(directories.map(read));
  const cpuMicroseconds = total((directory) => readKey(`${directory}/cpu.stat`, /^usage_usec (\d+)$/gm));
  return {
    cpuTimeMs: cpuMicroseconds === undefined ? undefined : cpuMicroseconds / 1000,
    memoryBytes: total((directory) => readKey(`${directory}/memory.current`, /^(\d+)$/gm)),
    peakMemoryBytes: total((directory) => readKey(`${directory}/memory.peak`, /^(\d+)$/gm)),
    readBytes: total((directory) => readKey(`${directory}/io.stat`, /\brbytes=(\d+)/g)),
    writtenBytes: total((directory) => readKey(`${directory}/io.stat`, /\bwbytes=(\d+)/g)),
    processes: await flatMapChunked(members, (member) => processUsage(member, clock)),
  };
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
