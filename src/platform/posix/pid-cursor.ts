import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readHeld } from './read-file.js';
import { unlessHidden } from './system-error.js';

/** Where the kernel's PID allocator stood at one instant. */
export interface PidMark {
  /** NaN where the system does not tell. */
  readonly lastPid: number;
  /** Tasks forked since boot, threads and other PID namespaces included: never fewer than the PIDs given out; or NaN. */
  readonly forks: number;
}

/**
 * Tells which PIDs can have been given out again between two instants, without a look at the processes.
 *
 * Linux gives out PIDs in a circle (idr_alloc_cyclic in kernel/pid.c), so a PID can only come back when the
 * allocator has passed over it. Two small reads a tick replace a stat of every member. What escapes it is a
 * PID chosen by hand (clone3 with set_tid, a rewound `ns_last_pid`) outside the arc; members are therefore
 * also checked in slow rotation.
 */
export class PidCursor {
  readonly #files: CursorFiles | undefined;
  readonly #pidMax: number;
  #isClosed = false;
  #buffer = Buffer.allocUnsafe(16_384);

  /** Default `/proc`, which may show processes and nothing else (mount option `subset=pid`). */
  constructor(proc = '/proc') {
    this.#files = openFiles(proc);
    this.#pidMax = Number(unlessHidden(() => readFileSync(`${proc}/sys/kernel/pid_max`, 'latin1')));
  }

  read(): PidMark {
    if (this.#files === undefined) return unknownMark;
    const text = readHeld(this.#files.lastPid);
    const forks = this.#readForks(this.#files.stat);
    // The same number is the last field of /proc/loadavg and the only one of ns_last_pid.
    return { lastPid: Number.parseInt(text.slice(text.lastIndexOf(' ') + 1), 10), forks };
  }

  /** A test for PIDs that may have been given out between two marks; undefined when none can have been. */
  reusedBetween(since: PidMark, now: PidMark): ((pid: number) => boolean) | undefined {
    const forks = now.forks - since.forks;
    if (forks === 0) return undefined;
    // Where nothing is told, this is no number. PIDs in use are passed over, so this many forks cannot bring the allocator round while fewer than three
    // quarters of all PIDs are in use. Past that the arc no longer tells how often it came round: trust nothing.
    if (!(forks < this.#pidMax / 4)) return () => true;
    const from = since.lastPid;
    const to = now.lastPid;
    // Both ends included: a rewound allocator may stand on the very PID it gave out last time.
    return from <= to ? (pid) => pid >= from && pid <= to : (pid) => pid >= from || pid <= to;
  }

  /** May be called again: the numbers may belong to other files by then. */
  close(): void {
    if (this.#isClosed || this.#files === undefined) return;
    this.#isClosed = true;
    closeSync(this.#files.lastPid);
    closeSync(this.#files.stat);
  }

  /** The line stands behind one of a number for each interrupt, so a large machine's file is long. */
  #readForks(stat: number): number {
    const length = readSync(stat, this.#buffer, 0, this.#buffer.length, 0);
    if (length === this.#buffer.length) {
      this.#buffer = Buffer.allocUnsafe(length * 2);
      return this.#readForks(stat);
    }
    const line = this.#buffer.lastIndexOf('\nprocesses ', length);
    return Number.parseInt(this.#buffer.toString('latin1', line + '\nprocesses '.length, length), 10);
  }
}

interface CursorFiles {
  readonly lastPid: number;
  readonly stat: number;
}

const unknownMark: PidMark = { lastPid: Number.NaN, forks: Number.NaN };

function openFiles(proc: string): CursorFiles | undefined {
  const lastPid = openLastPid(proc);
  if (lastPid === undefined) return undefined;
  const stat = open(`${proc}/stat`);
  if (stat !== undefined) return { lastPid, stat };
  closeSync(lastPid);
  return undefined;
}

/** `ns_last_pid` needs CONFIG_CHECKPOINT_RESTORE; `/proc/loadavg` stands in for it, but LXC may fake it. */
function openLastPid(proc: string): number | undefined {
  return open(`${proc}/sys/kernel/ns_last_pid`) ?? open(`${proc}/loadavg`);
}

function open(path: string): number | undefined {
  return unlessHidden(() => openSync(path, 'r'));
}
