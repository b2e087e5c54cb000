const units = ['B', 'kB', 'MB', 'GB', 'TB'];
/** What is not known: never 0. */
export const unknown = '–';

/** Three digits at most: 912 kB, 1.2 MB, 48 MB. */
export function bytes(count: number | undefined): string {
  if (count === undefined) return unknown;
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Of one core: 0.4 %, 37 %, 212 %. */
export function percent(value: number | undefined): string {
  if (value === undefined) return unknown;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} %`;
}

/** The two largest units: 42s, 3m 07s, 2h 15m, 4d 3h. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return unknown;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return `${days}d ${hours % 24}h`;
  if (hours > 0) return `${hours}h ${twoDigits(minutes % 60)}m`;
  return minutes > 0 ? `${minutes}m ${twoDigits(seconds % 60)}s` : `${seconds}s`;
}

/** The home of the user as a shell shows it. */
export function shortPath(path: string): string {
  return path.replace(/^(\/home\/[^/]+|\/Users\/[^/]+|\/root)(?=\/|$)/, '~');
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
