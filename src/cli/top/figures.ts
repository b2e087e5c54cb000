import { scaledBytes, shortNumber, timeParts, twoDigits, unknown } from '../../host/client/magnitudes.js';

const units = ['B', 'K', 'M', 'G', 'T'];

/** Four characters at most: 912K, 1.2M, 48M. */
export function bytes(count: number | undefined): string {
  if (count === undefined) return unknown;
  const { number, step } = scaledBytes(count);
  return `${number}${units[step]}`;
}

/** Of one core: 0.4%, 37%, 212%. */
export function percent(value: number | undefined): string {
  return value === undefined ? unknown : `${shortNumber(value)}%`;
}

/** The two largest units, six characters at most: 42s, 3m07s, 2h15m, 4d3h, 120d. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return unknown;
  const { days, hours, minutes, seconds } = timeParts(ms);
  if (days >= 100) return `${days}d`;
  if (days > 0) return `${days}d${hours}h`;
  if (hours > 0) return `${hours}h${twoDigits(minutes)}m`;
  return minutes > 0 ? `${minutes}m${twoDigits(seconds)}s` : `${seconds}s`;
}
