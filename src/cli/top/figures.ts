const units = ['B', 'K', 'M', 'G', 'T'];

/** What is not known: never 0. */
const unknown = '–';

/** Four characters at most: 912K, 1.2M, 48M. */
export function bytes(count: number | undefined): string {
  if (count === undefined) return unknown;
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${shortNumber(value, unit > 0)}${units[unit]}`;
}

/** Of one core: 0.4%, 37%, 212%. */
export function percent(value: number | undefined): string {
  return value === undefined ? unknown : `${shortNumber(value, true)}%`;
}

/** The two largest units, six characters at most: 42s, 3m07s, 2h15m, 4d3h, 120d. */
export function duration(ms: number | undefined): string {
  if (ms === undefined) return unknown;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days >= 100) return `${days}d`;
  if (days > 0) return `${days}d${hours % 24}h`;
  if (hours > 0) return `${hours}h${twoDigits(minutes % 60)}m`;
  return minutes > 0 ? `${minutes}m${twoDigits(seconds % 60)}s` : `${seconds}s`;
}

function shortNumber(value: number, hasFraction: boolean): string {
  return value < 9.95 && hasFraction ? value.toFixed(1) : String(Math.round(value));
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
