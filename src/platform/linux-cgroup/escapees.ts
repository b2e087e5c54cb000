import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { ContainerKey, Evidence, ProcessRef, WorkOrigin } from '../contract.js';
import { hostAndAncestors } from '../posix/ancestors.js';
import type { BootClock } from '../posix/boot-clock.js';
import { limitMarkOf, readLimitMark } from '../posix/limit-mark.js';
import { Markers, readMarker } from '../posix/marker.js';
import { readBudget } from '../posix/read-budget.js';
import type { PidCursor, PidMark } from '../posix/pid-cursor.js';
import { cgroupPathOf, isWithin } from '../posix/placement.js';
import { isAlive, type ProcStat, readProcStat } from '../posix/proc-stat.js';
import { findAlive } from '../posix/signals.js';
import { unlessHidden } from '../posix/system-error.js';
import type { OriginOf, EscapeeMember } from './look.js';
import type { CgroupLocation } from './mounts.js';

export interface EscapeesOptions {
  readonly instance: CgroupLocation;
  readonly clock: BootClock;
  readonly cursor: PidCursor;
  /** Whether commands get the second marker here. */
  readonly hasLimitMarks: boolean;
}

/** What the launcher of a command sets. */
export interface Mark {
  readonly marker: string;
  readonly limit: string | undefined;
}

/** Whom a mark was given out for. */
interface Owner {
  readonly block: BlockEscapees;
  readonly blockId: string;
  readonly runId: number | undefined;
}

interface Escapee extends ProcessRef {
  readonly owner: Owner;
  readonly evidence: Evidence;
}

/** The marks of one block, and what carries them outside the cgroups of the host. */
export interface BlockEscapees {
  mark(runId: number | undefined): Mark;
  /** The other block or run that a member was asked for by; undefined where its marker names none. */
  readonly originOf: OriginOf;
  /** The live ones. */
  search(): readonly EscapeeMember[];
  close(): void;
}

/**
 * Processes that carry a mark of this host and live outside all its cgroups: a service manager has taken them
 * (`systemd-run --scope`) before any list could show them. Only what was forked since the last search is looked at.
 */
export class Escapees {
  readonly #options: EscapeesOptions;
  readonly #markers: Markers;
  /** By what a process carries: a marker, or the number of its limit. */
  readonly #owners = new Map<string, Owner>();
  readonly #found = new Map<number, Escapee>();
  #latest: PidMark;
  /** What was inside a moment ago may have been moved right after: each search goes back one. */
  #since: PidMark;

  constructor(options: EscapeesOptions) {
    this.#options = options;
    this.#markers = new Markers(basename(options.instance.directory));
    this.#latest = options.cursor.read();
    this.#since = this.#latest;
  }

  of(key: ContainerKey): BlockEscapees {
    const given = new Map<number | undefined, Mark>();
    const block: BlockEscapees = {
      mark: (runId) => {
        const mark =
          given.get(runId) ??
          this.#give(this.#markers.of(key, runId), { block, blockId: key.blockId, runId });
        given.set(runId, mark);
        return mark;
      },
      originOf: (pid, runId) => this.#originOf(pid, { block, runId }),
      search: () => this.#search(block),
      close: () => {
        for (const { marker, limit = '' } of given.values()) {
          this.#owners.delete(marker);
          this.#owners.delete(limit);
        }
      },
    };
    return block;
  }

  #give(marker: string, owner: Owner): Mark {
    const limit = this.#options.hasLimitMarks ? limitMarkOf(marker) : undefined;
    this.#owners.set(marker, owner);
    if (limit !== undefined) this.#owners.set(limit, owner);
    return { marker, limit };
  }

  /** What is in no run of its own block may have been attached to this one: the marker tells nothing then. */
  #originOf(pid: number, inside: Pick<Owner, 'block' | 'runId'>): WorkOrigin | undefined {
    const owner = this.#owners.get(readBudget.spend(() => readMarker(pid)) ?? '');
    if (owner === undefined) return undefined;
    const { block, blockId, runId } = owner;
    const isElsewhere = block !== inside.block || (runId !== undefined && runId !== inside.runId);
    return isElsewhere ? { blockId, runId } : undefined;
  }

  #search(block: BlockEscapees): readonly EscapeeMember[] {
    const { cursor, clock } = this.#options;
    const now = cursor.read();
    const isNew = cursor.reusedBetween(this.#since, now);
    if (isNew !== undefined) this.#searchAmong(isNew);
    this.#since = this.#latest;
    this.#latest = now;
    for (const escapee of this.#found.values()) {
      if (typeof findAlive(escapee, clock) === 'string') this.#found.delete(escapee.pid);
    }
    return [...this.#found.values()]
      .filter(({ owner }) => owner.block === block)
      .map(({ pid, owner, evidence }) => ({ pid, runId: owner.runId, evidence }));
  }

  #searchAmong(isNew: (pid: number) => boolean): void {
    const adopters = hostAndAncestors();
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (!Number.isInteger(pid) || !isNew(pid) || adopters.has(pid) || this.#isInside(pid)) continue;
      const mark = this.#markOf(pid);
      if (mark === undefined) continue;
      const stat = unlessHidden(() => readProcStat(pid));
      if (stat === undefined || !isAlive(stat) || !this.#isCredible(stat, adopters)) continue;
      this.#found.set(pid, { pid, birth: this.#options.clock.birthOf(stat), ...mark });
    }
  }

  /** A marker cannot be guessed; a limit can be copied, so that only who may be believed has one. */
  #markOf(pid: number): Pick<Escapee, 'owner' | 'evidence'> | undefined {
    const byMarker = this.#owners.get(readMarker(pid) ?? '');
    if (byMarker !== undefined) return { owner: byMarker, evidence: 'marker' };
    const byLimit = this.#options.hasLimitMarks ? this.#owners.get(readLimitMark(pid) ?? '') : undefined;
    return byLimit === undefined ? undefined : { owner: byLimit, evidence: 'rlimit' };
  }

  /** Also true of what has gone: there is nothing to find. */
  #isInside(pid: number): boolean {
    const path = unlessHidden(() => cgroupPathOf(pid));
    return path === undefined || isWithin(path, this.#options.instance.path);
  }

  /** A marker can be copied; whoever has a parent that neither is ours nor is given orphans was not started by a member. */
  #isCredible({ ppid }: ProcStat, adopters: ReadonlySet<number>): boolean {
    return ppid <= 1 || adopters.has(ppid) || this.#found.has(ppid) || this.#isInside(ppid);
  }
}
