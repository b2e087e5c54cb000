import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { type ProcStat, readProcStat } from './proc-stat.js';
import { unlessHidden } from './system-error.js';

/**
 * Start times in `/proc` count in USER_HZ, which Linux fixes at 100 for user space on every architecture
 * Node runs on (include/asm-generic/param.h).
 */
export const msPerTick = 10;

/** The boot id where `/proc` does not show it: a birth still holds within one boot. */
const unknownBootId = 'unknown';

/** A clock that is set moves further at once than one that is slewed in weeks; less is left as it is. */
const leastStepMs = 250;
/** An uptime this much shorter than the age of this process is that of a container (lxcfs). */
const leastSkewMs = 1000;

/** The clocks of the system, in milliseconds. */
export interface Clocks {
  /** Since the epoch; may be set at any time. */
  readonly wall: () => number;
  readonly monotonic: () => number;
  /** Since boot, sleep included: what start times count in. */
  readonly uptime: () => number;
}

const systemClocks: Clocks = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  // Node reads /proc/uptime, and CLOCK_BOOTTIME where there is none.
  uptime: () => uptime() * 1000,
};

/** Turns start times that count from boot into births and dates. */
export class BootClock {
  readonly bootId: string = readBootId() ?? unknownBootId;
  readonly #clocks: Clocks;
  readonly #skewMs: number;
  #bootedAt: number;
  /** Between the wall clock and the monotonic one when the boot time was read. */
  #offset: number;

  constructor(clocks: Clocks = systemClocks) {
    this.#clocks = clocks;
    this.#skewMs = skewOf(clocks);
    this.#offset = this.#readOffset();
    this.#bootedAt = this.#readBootedAt();
  }

  birthOf(stat: ProcStat): string {
    return `${this.bootId}:${stat.startTicks}`;
  }

  /** Milliseconds since the epoch, 10 ms grain, by the wall clock as it is set now. */
  startedAt(stat: ProcStat): number {
    return Math.round(this.bootedAt + stat.startTicks * msPerTick);
  }

  /** Milliseconds since boot, on the clock of the start times. */
  get uptimeMs(): number {
    return this.#clocks.uptime() + this.#skewMs;
  }

  /** Milliseconds since the epoch; another value only after the wall clock was set. */
  get bootedAt(): number {
    const offset = this.#readOffset();
    if (Math.abs(offset - this.#offset) < leastStepMs) return this.#bootedAt;
    this.#offset = offset;
    const bootedAt = this.#readBootedAt();
    // After a sleep the wall clock is ahead of the monotonic one, and the boot was when it was.
    if (Math.abs(bootedAt - this.#bootedAt) >= leastStepMs) this.#bootedAt = bootedAt;
    return this.#bootedAt;
  }

  #readOffset(): number {
    return this.#clocks.wall() - this.#clocks.monotonic();
  }

  #readBootedAt(): number {
    return this.#clocks.wall() - this.uptimeMs;
  }
}

/** Undefined where `/proc` shows processes alone (mount option `subset=pid`). */
export function readBootId(): string | undefined {
  return unlessHidden(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim());
}

/** lxcfs counts the uptime from the start of the container, while start times go on counting from boot. */
function skewOf({ monotonic, uptime: sinceBoot }: Clocks): number {
  const startTicks = readProcStat(process.pid)?.startTicks ?? 0;
  const skewMs = startTicks * msPerTick + monotonic() - sinceBoot();
  return skewMs < leastSkewMs ? 0 : skewMs;
}
