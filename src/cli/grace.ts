import { defaultKillSteps } from '../defaults.js';
import type { KillStep } from '../index.js';
import { UsageError } from './usage-error.js';

/** The value of `--grace` in milliseconds; undefined where it was not given. */
export function toGrace(value: string | undefined, command: 'run' | 'kill'): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,7}$/.test(value)) return Number(value);
  throw new UsageError(
    `--grace must be a whole number of milliseconds below 10000000; got ${JSON.stringify(value)}`,
    command,
  );
}

interface Pace {
  readonly steps: readonly KillStep[];
  readonly deadlineMs?: number;
}

/** The steps of the library in the same proportion, and time after them for the forced kill. */
export function paceOf(graceMs: number, steps: readonly KillStep[] = defaultKillSteps): Pace {
  if (graceMs === 0) return { steps: [] };
  const total = steps.reduce((sum, step) => sum + step.graceMs, 0);
  const scaled = steps.map((step) => ({ ...step, graceMs: Math.round((step.graceMs * graceMs) / total) }));
  return { steps: scaled, deadlineMs: graceMs * 2 + 1000 };
}
