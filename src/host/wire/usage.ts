import * as v from 'valibot';
import { birth, pid, processRef } from './process.js';
import { list, shape, wholeNumber } from './shape.js';

/** Left out, never 0, for what is not known. */
const known = v.optional(v.number());

/** Where members wait to be reached: a TCP socket that listens, a UDP socket that is bound and not connected. */
export const listeningPort = shape({
  protocol: v.picklist(['tcp', 'udp']),
  /** `0.0.0.0` and `::` stand for every address. */
  address: v.string(),
  port: v.number(),
  /** `other`: a network namespace the host does not see. */
  network: v.picklist(['host', 'other']),
  /** The members that hold it open. */
  processes: list(processRef),
});
export type ListeningPort = v.InferOutput<typeof listeningPort>;

/** The limits in force, and how often the system has enforced them. */
export const limitUsage = shape({
  memoryMaxBytes: v.optional(v.union([v.number(), v.literal('max')])),
  processesMax: v.optional(v.union([v.number(), v.literal('max')])),
  cpuWeight: known,
  /** Members that were ended for want of memory. */
  memoryKills: v.number(),
  refusedForks: v.number(),
});
export type LimitUsage = v.InferOutput<typeof limitUsage>;

export const processUsage = shape({
  pid,
  birth,
  cpuTimeMs: known,
  /** Of one core, since the sample before. */
  cpuPercent: known,
  residentBytes: known,
  readBytes: known,
  writtenBytes: known,
});
export type ProcessUsage = v.InferOutput<typeof processUsage>;

export const blockUsage = shape({
  blockId: v.string(),
  /** Milliseconds since the epoch. */
  observedAt: v.number(),
  processCount: v.number(),
  peakProcessCount: v.number(),
  /** Members that have exited included, where the kernel counts them. */
  cpuTimeMs: known,
  cpuPercent: known,
  residentBytes: known,
  memoryBytes: known,
  peakMemoryBytes: known,
  readBytes: known,
  writtenBytes: known,
  /** Left out where nobody asked for ports or they are not known here. */
  ports: v.optional(list(listeningPort)),
  /** `false` where a process may not be looked into: its ports are missing. Left out as `ports` is. */
  portsComplete: v.optional(v.boolean()),
  /** Left out where the system can limit nothing. */
  limits: v.optional(limitUsage),
  processes: list(processUsage),
});
export type BlockUsage = v.InferOutput<typeof blockUsage>;

/** A key that is left out stays as it is; `max` takes a limit away. */
export const limitEntries = {
  memoryMaxBytes: v.exactOptional(v.union([wholeNumber(1), v.literal('max')])),
  processesMax: v.exactOptional(v.union([wholeNumber(1), v.literal('max')])),
  /** Its share of a CPU that others want too; 100 without a limit. */
  cpuWeight: v.exactOptional(wholeNumber(1, 10_000)),
};
