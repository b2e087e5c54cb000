import type { BackendName, FoundContainer } from '../platform/contract.js';
import type { AdoptOptions } from './api.js';
import { requireAdoptOptions, requireObject } from './arguments.js';
import { InvalidArgumentError } from './errors.js';
import type { KillOptions, KillReport } from './kill-api.js';
import { Membership } from './membership.js';
import type { Leftover } from './leftover-api.js';
import type { RunRegistry } from './run-registry.js';
import { type ResumedRun, resumedRuns } from './run-description.js';

/** The tracker that a leftover is ended through. */
export interface Reaper {
  close(how: 'kill', options: KillOptions | undefined): Promise<KillReport>;
  /** Why it has not taken over what was found and is still alive; known once it is closed. */
  readonly missed: string | undefined;
}

/** Knows the containers behind the leftovers that were given out. */
export class Leftovers {
  readonly #backend: BackendName | 'none';
  readonly #redact: (command: string) => string;
  readonly #runs: RunRegistry;
  readonly #found = new WeakMap<Leftover, FoundContainer>();
  readonly #reaping = new Set<Promise<KillReport>>();

  constructor(backend: BackendName | 'none', redact: (command: string) => string, runs: RunRegistry) {
    this.#backend = backend;
    this.#redact = redact;
    this.#runs = runs;
  }

  /** New runs get ids above all that were found. */
  describe(found: FoundContainer): Leftover {
    const { key, instance, ownerPid, runIds, members } = found;
    // A member can name a cgroup of its own like a run of any number.
    for (const runId of runIds) if (runId < Number.MAX_SAFE_INTEGER) this.#runs.reserve(runId);
    const leftover: Leftover = {
      blockId: key.blockId,
      generation: key.generation,
      backend: this.#backend,
      instance,
      hostPid: ownerPid,
      runIds,
      processes: [...new Membership(this.#redact).identify(members).values()],
    };
    this.#found.set(leftover, found);
    return leftover;
  }

  /** With its runs. Throws InvalidArgumentError, and what was asked throws. */
  toAdopt(
    leftover: Leftover,
    options: AdoptOptions,
  ): { readonly left: FoundContainer; readonly resumed: readonly ResumedRun[] } {
    requireAdoptOptions(options);
    const left = this.foundOf(leftover);
    return { left, resumed: resumedRuns(leftover.runIds, options.runOf) };
  }

  /** Throws InvalidArgumentError for what was not found by this registry. */
  foundOf(leftover: Leftover): FoundContainer {
    requireObject(leftover, 'leftover');
    const found = this.#found.get(leftover);
    if (found !== undefined) return found;
    throw new InvalidArgumentError('leftover', 'one that leftovers() has given', leftover);
  }

  /** What could not be taken over lives on, however empty the block that was to take it. */
  async reap(reaper: Reaper, options: KillOptions | undefined): Promise<KillReport> {
    const ending = reaper.close('kill', options);
    this.#reaping.add(ending);
    try {
      const report = await ending;
      const { missed } = reaper;
      if (missed === undefined) return report;
      return { ...report, status: 'survived', problems: [...report.problems, missed] };
    } finally {
      this.#reaping.delete(ending);
    }
  }

  /** Resolves when none is being ended. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#reaping);
  }
}
