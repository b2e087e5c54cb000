import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { readHeld } from './read-file.js';
import { isGone } from './system-error.js';

/** Where the kernel's PID allocator stood at one instant. */
export interface PidMark {
  readonly lastPid: number;
  /** Tasks forked since boot, threads and other PID namespaces included: never fewer than the PIDs given out. */
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
  readonly #lastPid = openLastPid();
  readonly #stat = openSync('/proc/stat', 'r');
  readonly #pidMax = Number(readFileSync('/proc/sys/kernel/pid_max', 'latin1'));
  #isClosed = false;
  #buffer = Buffer.allocUnsafe(16_384);

  read(): PidMark {
    const text = readHeld(this.#lastPid);
    // The same number is the last field of /proc/loadavg and the only one of ns_last_pid.
    return { lastPid: Number.parseInt(text.slice(text.lastIndexOf(' ') + 1), 10), forks: this.#readForks() };
  }

  /** A test for PIDs that may have been given out between two marks; undefined when none can have been. */
  reusedBetween(since: PidMark, now: PidMark): ((pid: number) => boolean) | undefined {
    const forks = now.forks - since.forks;
    if (forks === 0) return undefined;
    // PIDs in use are passed over, so this many forks cannot bring the allocator round while fewer than three
    // quarters of all PIDs are in use. Past that the arc no longer tells how often it came round: trust nothing.
    if (!(forks < this.#pidMax / 4)) return () => true;
    const from = since.lastPid;
    const to = now.lastPid;
    // Both ends included: a rewound allocator may stand on the very PID it gave out last time.
    return from <= to ? (pid) => pid >= from && pid <= to : (pid) => pid >= from || pid <= to;
  }

  /** May be called again: the numbers may belong to other files by then. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#lastPid);
    closeSync(this.#stat);
  }

  /** The line stands behind one of a number for each interrupt, so a large machine's file is long. */
  #readForks(): number {
    const length = readSync(this.#stat, this.#buffer, 0, this.#buffer.length, 0);
    if (length === this.#buffer.length) {
      this.#buffer = Buffer.allocUnsafe(length * 2);
      return this.#readForks();
    }
    const line = this.#buffer.lastIndexOf('\nprocesses ', length);
    return Number.parseInt(this.#buffer.toString('latin1', line + '\nprocesses '.length, length), 10);
  }
}

/** `ns_last_pid` needs CONFIG_CHECKPOINT_RESTORE; `/proc/loadavg` is always there, but LXC may fake it. */
function openLastPid(): number {
  try {
    return openSync('/proc/sys/kernel/ns_last_pid', 'r');
  } catch (error) {
    if (isGone(error)) return openSync('/proc/loadavg', 'r');
    throw error;
  }
}
