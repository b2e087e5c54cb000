import type { ContainerUsage, ProcessRef } from '../../src/platform/contract.js';

/** Of a system that counts nothing. */
export function unknownUsage(members: readonly ProcessRef[]): ContainerUsage {
  const nothing = { cpuTimeMs: undefined, readBytes: undefined, writtenBytes: undefined };
  return {
    ...nothing,
    memoryBytes: undefined,
    peakMemoryBytes: undefined,
    limits: undefined,
    processes: members.map(({ pid, birth }) => ({ ...nothing, pid, birth, residentBytes: undefined })),
  };
}
