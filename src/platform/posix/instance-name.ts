import { randomBytes } from 'node:crypto';
import { unlessGone } from './system-error.js';
import { BootClock } from './boot-clock.js';
import { readProcStat } from './proc-stat.js';

/**
 * Names one registry of one host: PID, start and boot tell a later host who the owner was, the rest tells its
 * registries apart. Where there is no `/proc`, the start is that of this module.
 */
export function instanceName(): string {
  const start = readProcStat(process.pid)?.startTicks ?? Math.floor(performance.timeOrigin);
  const boot = unlessGone(() => new BootClock().bootId.slice(0, 8)) ?? 'unknown';
  return `panetree-${process.pid}-${start}-${boot}-${randomBytes(4).toString('hex')}`;
}
