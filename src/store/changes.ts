import { exitReasons, lifetimes, roles } from '../names.js';
import type { ExitReason, TrackerEvents } from '../tracker/events.js';
import type { BlockScope } from '../tracker/block-scope.js';
import type { TrackedProcess } from '../tracker/tracked-process.js';
import { ChangeReader } from './change-reader.js';
import type { ChangeWriter } from './change-writer.js';
import type { PackedChanges } from './protocol.js';
import { packRunFacts, type RunFacts, unpackRunFacts } from './run-facts.js';

/** What the store keeps of a process as the tracker tells it. */
export type ProcessFacts = Omit<TrackedProcess, 'evidence' | 'processGroup' | 'systemSession'>;

interface ChangeScope extends BlockScope {
  /** When it was noticed, in milliseconds since the epoch. */
  readonly at: number;
}

export type Change =
  | (ChangeScope & { readonly kind: 'seen'; readonly process: ProcessFacts })
  /** The command line was told before, and is long: here it is empty. */
  | (ChangeScope & {
      readonly kind: 'exited';
      readonly process: ProcessFacts;
      readonly reason: ExitReason;
      readonly exitCode: number | undefined;
      readonly signal: string | undefined;
    })
  /** What of the block was not seen since `at` is no longer in it. */
  | (ChangeScope & { readonly kind: 'all-seen' })
  | (ChangeScope & { readonly kind: 'run'; readonly run: RunFacts });

const kinds = ['seen', 'exited', 'all-seen', 'run'] as const;

export function packSeen(
  writer: ChangeWriter,
  at: number,
  event: BlockScope & { readonly process: TrackedProcess },
): void {
  writer.begin(kinds.indexOf('seen'));
  packScope(writer, at, event);
  packProcess(writer, event.process, event.process.command);
}

export function packExited(writer: ChangeWriter, at: number, event: TrackerEvents['process-exited']): void {
  writer.begin(kinds.indexOf('exited'));
  packScope(writer, at, event);
  packProcess(writer, event.process, '');
  writer.number(exitReasons.indexOf(event.reason));
  writer.number(event.exitCode);
  writer.text(event.signal);
}

export function packAllSeen(writer: ChangeWriter, at: number, scope: BlockScope): void {
  writer.begin(kinds.indexOf('all-seen'));
  packScope(writer, at, scope);
}

function packScope(writer: ChangeWriter, at: number, { blockId, generation }: BlockScope): void {
  writer.number(at);
  writer.text(blockId);
  writer.number(generation);
}

function packProcess(writer: ChangeWriter, process: TrackedProcess, command: string): void {
  writer.number(process.pid);
  writer.text(process.birth);
  writer.number(process.ppid);
  writer.text(process.name);
  writer.text(command);
  writer.number(process.startedAt);
  writer.number(roles.indexOf(process.role));
  writer.number(lifetimes.indexOf(process.lifetime));
  writer.number(process.runId);
  writer.text(process.escapedTo);
}

export function packRun(writer: ChangeWriter, at: number, run: RunFacts): void {
  writer.begin(kinds.indexOf('run'));
  packScope(writer, at, run);
  packRunFacts(writer, run);
}

export function unpack(packed: PackedChanges): readonly Change[] {
  const reader = new ChangeReader(packed);
  return Array.from({ length: packed.count }, () => unpackOne(reader));
}

function unpackOne(reader: ChangeReader): Change {
  const kind = reader.oneOf(kinds);
  const scope = {
    at: reader.number(),
    blockId: reader.text(),
    generation: reader.number(),
  };
  switch (kind) {
    case 'seen':
      return { kind, ...scope, process: unpackProcess(reader) };
    case 'exited':
      return {
        kind,
        ...scope,
        process: unpackProcess(reader),
        reason: reader.oneOf(exitReasons),
        exitCode: reader.optionalNumber(),
        signal: reader.optionalText(),
      };
    case 'run':
      return { kind, ...scope, run: unpackRunFacts(reader, scope) };
    default:
      return { kind, ...scope };
  }
}

function unpackProcess(reader: ChangeReader): ProcessFacts {
  return {
    pid: reader.number(),
    birth: reader.text(),
    ppid: reader.number(),
    name: reader.text(),
    command: reader.text(),
    startedAt: reader.optionalNumber(),
    role: reader.oneOf(roles),
    lifetime: reader.oneOf(lifetimes),
    runId: reader.optionalNumber(),
    escapedTo: reader.optionalText(),
  };
}
