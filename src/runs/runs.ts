import { runKinds, runStatuses } from '../names.js';
import {
  requireBlockId,
  requireHostRunId,
  requireKillOptions,
  requireMs,
  requireOneOf,
  requireRunId,
  requireSessionId,
} from '../tracker/arguments.js';
import type { TrackerRegistry } from '../tracker/api.js';
import { InvalidArgumentError } from '../tracker/errors.js';
import type { KillOptions, KillReport } from '../tracker/kill-api.js';
import { requireKeys } from '../tracker/known-keys.js';
import type { Run, RunRecord, RunStatus } from '../tracker/run-api.js';
import type { Readable } from 'node:stream';
import { runFilterKeys, watchSessionIdKeys } from './option-tables.js';
import { readSessionId, type SessionIdOptions } from './session-id.js';

/** Runs that are all of this; what is left out does not matter. */
export interface RunFilter {
  readonly blockId?: string;
  /** The host's own id. */
  readonly hostRunId?: string;
  readonly kind?: RunRecord['kind'];
  /** `active`: its root has not ended. */
  readonly status?: RunStatus | 'active';
  /** Started at least so many milliseconds ago. Age alone never ends a run: `killAll` with this does. */
  readonly olderThanMs?: number;
}

export interface WatchSessionIdOptions extends SessionIdOptions {
  /** Read instead of the output of the run. */
  readonly stream?: Readable;
}

/** The turns of a registry, by what they are and whose they are. */
export interface Runs {
  /** Oldest first. */
  list(filter?: RunFilter): readonly Run[];
  get(runId: number): Run | undefined;
  /** The latest one that was started under this id of the host's own. */
  byHostId(hostRunId: string): Run | undefined;
  /** The latest one of this session. */
  bySession(sessionId: string): Run | undefined;
  /** Rejects an unknown run with InvalidArgumentError. */
  setSessionId(runId: number, sessionId: string): void;
  /**
   * Waits for the line in which an agent tells its session, in the output of the run or in a stream that nobody reads
   * yet, and sets it. Undefined when none has come in time; nothing that was read is lost.
   */
  watchSessionId(runId: number, options?: WatchSessionIdOptions): Promise<string | undefined>;
  /** Takes it off the list, its processes left alone. False for one that is not on it. */
  unregister(runId: number): boolean;
  /** Undefined for an unknown run. */
  kill(runId: number, options?: KillOptions): Promise<KillReport | undefined>;
  /** All of this session. Rejects an unknown session with InvalidArgumentError. */
  killSession(sessionId: string, options?: KillOptions): Promise<readonly KillReport[]>;
  /** All that match and have not ended; what ended ones have left behind is not theirs to end here. */
  killAll(filter?: RunFilter, options?: KillOptions): Promise<readonly KillReport[]>;
  /** Takes those off the list that have ended and of which nothing is listed any more; gives their ids. */
  sweepFinished(): readonly number[];
}

const statuses: readonly (RunStatus | 'active')[] = ['active', ...runStatuses];

/** A view of the registry; it keeps nothing of its own. */
export function runsOf(registry: TrackerRegistry): Runs {
  return new RegistryRuns(registry);
}

class RegistryRuns implements Runs {
  readonly #registry: TrackerRegistry;

  constructor(registry: TrackerRegistry) {
    this.#registry = registry;
  }

  list(filter: RunFilter = {}): readonly Run[] {
    requireFilter(filter);
    return this.#registry.runs().filter((run) => matches(run, filter));
  }

  get(runId: number): Run | undefined {
    return this.#registry.run(runId);
  }

  byHostId(hostRunId: string): Run | undefined {
    requireHostRunId(hostRunId);
    return this.#registry.runs().findLast(({ record }) => record.hostRunId === hostRunId);
  }

  bySession(sessionId: string): Run | undefined {
    return this.#ofSession(sessionId).at(-1);
  }

  setSessionId(runId: number, sessionId: string): void {
    this.#require(runId).setSessionId(sessionId);
  }

  async watchSessionId(runId: number, options: WatchSessionIdOptions = {}): Promise<string | undefined> {
    requireKeys(options, 'options', watchSessionIdKeys);
    const { stream, ...reading } = options;
    const run = this.#require(runId);
    const sessionId = await readSessionId(stream ?? run.output, reading);
    if (sessionId !== undefined) run.setSessionId(sessionId);
    return sessionId;
  }

  unregister(runId: number): boolean {
    return this.#registry.forgetRun(runId);
  }

  async kill(runId: number, options?: KillOptions): Promise<KillReport | undefined> {
    requireKillOptions(options);
    return this.get(runId)?.kill(options);
  }

  async killSession(sessionId: string, options?: KillOptions): Promise<readonly KillReport[]> {
    requireKillOptions(options);
    const runs = this.#ofSession(sessionId);
    if (runs.length === 0) throw unknown('sessionId', sessionId);
    return endAll(runs, options);
  }

  async killAll(filter: RunFilter = {}, options?: KillOptions): Promise<readonly KillReport[]> {
    requireKillOptions(options);
    return endAll(this.list(filter).filter(isActive), options);
  }

  sweepFinished(): readonly number[] {
    const finished = this.#registry.runs().filter((run) => !isActive(run) && !this.#isListed(run));
    return finished.flatMap(({ runId }) => (this.unregister(runId) ? [runId] : []));
  }

  #ofSession(sessionId: string): readonly Run[] {
    requireSessionId(sessionId);
    return this.#registry.runs().filter(({ record }) => record.sessionId === sessionId);
  }

  #isListed({ runId, record }: Run): boolean {
    const { processes = [] } = this.#registry.snapshot(record.blockId) ?? {};
    return processes.some((process) => process.runId === runId);
  }

  #require(runId: number): Run {
    requireRunId(runId);
    const run = this.get(runId);
    if (run === undefined) throw unknown('runId', runId);
    return run;
  }
}

function unknown(argument: string, value: unknown): InvalidArgumentError {
  return new InvalidArgumentError(argument, 'that of a run on the list', value);
}

function endAll(runs: readonly Run[], options: KillOptions | undefined): Promise<readonly KillReport[]> {
  return Promise.all(runs.map((run) => run.kill(options)));
}

function isActive({ record }: Run): boolean {
  return record.endedAt === undefined;
}

function matches(run: Run, { blockId, hostRunId, kind, status, olderThanMs }: RunFilter): boolean {
  const { record } = run;
  // Where no age is asked for, a clock that was set back hides nothing.
  if (olderThanMs !== undefined && Date.now() - record.startedAt < olderThanMs) return false;
  const isInStatus = status === 'active' ? isActive(run) : status === undefined || record.status === status;
  return (
    isInStatus &&
    (blockId ?? record.blockId) === record.blockId &&
    (hostRunId ?? record.hostRunId) === record.hostRunId &&
    (kind ?? record.kind) === record.kind
  );
}

function requireFilter(filter: RunFilter): void {
  requireKeys(filter, 'filter', runFilterKeys);
  const { blockId, hostRunId, kind, status, olderThanMs } = filter;
  if (olderThanMs !== undefined) requireMs(olderThanMs, 'filter.olderThanMs', 0);
  if (blockId !== undefined) requireBlockId(blockId);
  if (hostRunId !== undefined) requireHostRunId(hostRunId, 'filter.hostRunId');
  if (kind !== undefined) requireOneOf(kind, 'filter.kind', runKinds);
  if (status !== undefined) requireOneOf(status, 'filter.status', statuses);
}
