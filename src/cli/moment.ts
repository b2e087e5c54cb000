import { UsageError } from './usage-error.js';

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** The form in which the table of `panetree history` shows a moment; its end may be left out. */
const moment = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d)?)?$/;

/** Milliseconds since the epoch of `10m`, which is ten minutes ago, or of `2026-11-28 14:00`, in local time. Throws UsageError. */
export function toMoment(option: string, value: string, now: number = Date.now()): number {
  const [, amount, unit = ''] = /^(\d{1,7})([smhd])$/.exec(value) ?? [];
  if (amount !== undefined) return Math.max(0, now - Number(amount) * (unitMs[unit] ?? 0));
  const at = moment.test(value) ? new Date(withTime(value)).getTime() : Number.NaN;
  if (Number.isFinite(at) && at >= 0) return at;
  const examples = '10m, 2h, 7d or "2026-11-28 14:00"';
  throw new UsageError(`${option} must be like ${examples}; got ${JSON.stringify(value)}`, 'history');
}

/** A date alone would be midnight in Greenwich. */
function withTime(value: string): string {
  return value.length > 10 ? value.replace(' ', 'T') : `${value}T00:00`;
}
