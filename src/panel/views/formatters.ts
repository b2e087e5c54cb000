import { scaledBytes, shortNumber, timeParts, twoDigits, unknown } from '../../host/client/magnitudes.js';

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Three digits at most: 912 kB, 1.2 MB, 48 MB. */
export function bytes(count: number | undefined): string {
  if (count === undefined) return unknown;
  const { number, step } = scaledBytes(count);
  return `${number} ${units[step]}`;
}

/** Of one core: 0.4 %, 37 %, 212 %. */
export function percent(value: number | undefined): string {
  return value === undefined ? unknown : `${shortNumber(value)} %`;
}

/** The two largest units: 42s, 3m 07s, 2h 15m, 4d 3h. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return unknown;
  const { days, hours, minutes, seconds } = timeParts(ms);
  if (days > 0) return `${days}d ${hours}h`;
  if (hours > 0) return `${hours}h ${twoDigits(minutes)}m`;
  return minutes > 0 ? `${minutes}m ${twoDigits(seconds)}s` : `${seconds}s`;
}

/** The home of the user as a shell shows it. */
export function shortPath(path: string): string {
  return path.replace(/^(\/home\/[^/]+|\/Users\/[^/]+|\/root)(?=\/|$)/, '~');
}
