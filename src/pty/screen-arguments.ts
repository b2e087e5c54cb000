import { InvalidArgumentError } from '../tracker/errors.js';

type Range = readonly [least: number, most: number];

/** xterm.js has no narrower screen; the upper ends keep one screen to some 50 MB of scrollback. */
const colsRange: Range = [2, 1000];
const rowsRange: Range = [1, 1000];
export const mostScrollback = 100_000;
const scrollbackRange: Range = [0, mostScrollback];

export function requireSize(cols: unknown, rows: unknown): void {
  requireInteger(cols, 'cols', colsRange);
  requireInteger(rows, 'rows', rowsRange);
}

export function requireScrollback(value: unknown): void {
  requireInteger(value, 'options.scrollbackLines', scrollbackRange);
}

/** The range includes both of its ends. */
export function requireInteger(value: unknown, argument: string, [least, most]: Range): void {
  const isInteger = typeof value === 'number' && Number.isInteger(value);
  if (isInteger && value >= least && value <= most) return;
  throw new InvalidArgumentError(argument, `an integer from ${least} to ${most}`, value);
}

export function requireObject(value: unknown, argument: string): void {
  if (typeof value === 'object' && value !== null) return;
  throw new InvalidArgumentError(argument, 'an object', value);
}

export function requireOutput(value: unknown): void {
  if (typeof value === 'string' || value instanceof Uint8Array) return;
  throw new InvalidArgumentError('data', 'a string or a Uint8Array', value);
}

export function requirePattern(value: unknown): void {
  if (value instanceof RegExp || (typeof value === 'string' && value !== '')) return;
  throw new InvalidArgumentError('pattern', 'a non-empty string or a RegExp', value);
}

export function requireBuffer(value: unknown): void {
  if (value === 'shown' || value === 'normal') return;
  throw new InvalidArgumentError('options.buffer', 'one of shown, normal', value);
}

export function requireListener(value: unknown, argument: string): void {
  if (typeof value === 'function') return;
  throw new InvalidArgumentError(argument, 'a function', value);
}
