/** The step of T. */
const largestStep = 4;

/** What is not known: never 0. */
export const unknown = '–';

/** Three digits at most, with a fraction only where there is room for one. */
export function shortNumber(value: number, hasFraction = true): string {
  return value < 9.95 && hasFraction ? value.toFixed(1) : String(Math.round(value));
}

/** In a unit in which it has three digits at most: `step` of 1024 above bytes. */
export function scaledBytes(count: number): { readonly number: string; readonly step: number } {
  let value = count;
  let step = 0;
  while (value >= 999.5 && step < largestStep) {
    value /= 1024;
    step += 1;
  }
  return { number: shortNumber(value, step > 0), step };
}

/** Whole units of a length of time, each without those above it. */
export function timeParts(ms: number) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return {
    days: Math.floor(hours / 24),
    hours: hours % 24,
    minutes: minutes % 60,
    seconds: seconds % 60,
  };
}

export function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
