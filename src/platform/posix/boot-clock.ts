import { readFileSync } from 'node:fs';
import type { ProcStat } from './proc-stat.js';

/**
 * Start times in `/proc` count in USER_HZ, which Linux fixes at 100 for user space on every architecture
 * Node runs on (include/asm-generic/param.h).
 */
export const msPerTick = 10;

/** Turns start times that count from boot into births and dates. */
export class BootClock {
  readonly bootId: string;
  readonly #bootedAt: number;

  constructor() {
    this.bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    const uptimeSeconds = Number.parseFloat(readFileSync('/proc/uptime', 'latin1'));
    this.#bootedAt = Date.now() - uptimeSeconds * 1000;
  }

  birthOf(stat: ProcStat): string {
    return `${this.bootId}:${stat.startTicks}`;
  }

  /** Milliseconds since the epoch, 10 ms grain. */
  startedAt(stat: ProcStat): number {
    return Math.round(this.#bootedAt + stat.startTicks * msPerTick);
  }
}
