import * as v from 'valibot';
import { birth, pid } from './process.js';
import { list, shape } from './shape.js';

/** Left out, never 0, for what is not known. */
const known = v.optional(v.number());

/** A socket that somebody can connect or send to. */
export const listeningPort = shape({
  protocol: v.picklist(['tcp', 'udp']),
  port: v.number(),
  /** As bound, e.g. `127.0.0.1` or `::`. */
  address: v.string(),
  /** Who holds it, where that is known. */
  pid: v.optional(pid),
});
export type ListeningPort = v.InferOutput<typeof listeningPort>;

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
  processes: list(processUsage),
});
export type BlockUsage = v.InferOutput<typeof blockUsage>;
