import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { ProcessRef } from '../contract.js';
import { hostAndAncestors } from '../posix/ancestors.js';
import type { BootClock } from '../posix/boot-clock.js';
import { isOfBlock, readMarker, runInMarker } from '../posix/marker.js';
import type { PidCursor, PidMark } from '../posix/pid-cursor.js';
import { cgroupPathOf, isWithin } from '../posix/placement.js';
import { isAlive, type ProcStat, readProcStat } from '../posix/proc-stat.js';
import { findAlive } from '../posix/signals.js';
import { unlessHidden } from '../posix/system-error.js';
import type { StrayMember } from './member-list.js';
import type { CgroupLocation } from './mounts.js';

export interface StraysOptions {
  readonly instance: CgroupLocation;
  readonly clock: BootClock;
  readonly cursor: PidCursor;
}

interface Stray extends ProcessRef {
  readonly marker: string;
}

/**
 * Processes that carry a marker of this host and live outside all its cgroups: a service manager has taken them
 * (`systemd-run --scope`) before any list could show them. Only what was forked since the last search is looked at.
 */
export class Strays {
  readonly #options: StraysOptions;
  readonly #prefix: string;
  readonly #found = new Map<number, Stray>();
  #latest: PidMark;
  /** What was inside a moment ago may have been moved right after: each search goes back one. */
  #since: PidMark;

  constructor(options: StraysOptions) {
    this.#options = options;
    this.#prefix = `${basename(options.instance.directory)}:`;
    this.#latest = options.cursor.read();
    this.#since = this.#latest;
  }

  /** The live ones of a block, by its marker. */
  search(block: string): readonly StrayMember[] {
    const { cursor, clock } = this.#options;
    const now = cursor.read();
    const isNew = cursor.reusedBetween(this.#since, now);
    if (isNew !== undefined) this.#searchAmong(isNew);
    this.#since = this.#latest;
    this.#latest = now;
    for (const stray of this.#found.values()) {
      if (typeof findAlive(stray, clock) === 'string') this.#found.delete(stray.pid);
    }
    return [...this.#found.values()]
      .filter(({ marker }) => isOfBlock(marker, block))
      .map(({ pid, marker }) => ({ pid, runId: runInMarker(marker, block) }));
  }

  #searchAmong(isNew: (pid: number) => boolean): void {
    const adopters = hostAndAncestors();
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (!Number.isInteger(pid) || !isNew(pid) || adopters.has(pid) || this.#isInside(pid)) continue;
      const marker = readMarker(pid);
      if (marker?.startsWith(this.#prefix) !== true) continue;
      const stat = unlessHidden(() => readProcStat(pid));
      if (stat === undefined || !isAlive(stat) || !this.#isCredible(stat, adopters)) continue;
      this.#found.set(pid, { pid, birth: this.#options.clock.birthOf(stat), marker });
    }
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
