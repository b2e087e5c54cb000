import { constants } from 'node:os';
import type { Limits } from '../platform/contract.js';
import { InvalidArgumentError } from './errors.js';

/** Throws InvalidArgumentError, which names the argument and the rule. */
export function check(argument: string, value: unknown, rule: Rule): void {
  if (!rule.holds(value)) throw new InvalidArgumentError(argument, rule.text, value);
}

interface Rule {
  /** Completes the sentence "the argument must be …". */
  readonly text: string;
  readonly holds: (value: unknown) => boolean;
}

const longestBlockId = 1024;
const longestHostRunId = 512;
/** What a timer can hold (a signed 32-bit number of milliseconds, some 24 days). */
export const longestMs = 2_147_483_647;

/** Reading costs more than listing, and a share over less time says little. */
export const leastSampleMs = 250;

export const blockIdRule: Rule = {
  text: `a non-empty string of at most ${longestBlockId} characters`,
  holds: (value) => typeof value === 'string' && value.length > 0 && value.length <= longestBlockId,
};
export const hostRunIdRule: Rule = {
  text: `a non-empty string of at most ${longestHostRunId} characters`,
  holds: (value) => typeof value === 'string' && value.length > 0 && value.length <= longestHostRunId,
};
export const pidRule: Rule = {
  text: 'a positive integer',
  holds: (value) => typeof value === 'number' && Number.isSafeInteger(value) && value > 0,
};
/** Half of a character has no bytes: U+FFFD would be written in its place. */
const loneSurrogate = /\p{Cs}/u;
/** The kernel ends a string at NUL, so that one inside would silently cut it. */
export const textRule: Rule = {
  text: 'a string without NUL and lone surrogates',
  holds: (value) => typeof value === 'string' && !value.includes('\0') && !loneSurrogate.test(value),
};
export const inputRule: Rule = {
  text: 'a string without lone surrogates, or a Uint8Array',
  holds: (value) => (typeof value === 'string' ? !loneSurrogate.test(value) : value instanceof Uint8Array),
};
export const nonEmptyRule: Rule = {
  text: 'a non-empty string',
  holds: (value) => typeof value === 'string' && value !== '',
};
export const signalRule: Rule = {
  text: 'the name of a signal, e.g. SIGTERM',
  holds: (value) => typeof value === 'string' && value in constants.signals,
};
export const objectRule: Rule = {
  text: 'an object',
  holds: (value) => typeof value === 'object' && value !== null,
};
export const arrayRule: Rule = { text: 'an array', holds: (value) => Array.isArray(value) };
export const booleanRule: Rule = { text: 'a boolean', holds: (value) => typeof value === 'boolean' };
export const abortRule: Rule = { text: 'an AbortSignal', holds: (value) => value instanceof AbortSignal };
export const functionRule: Rule = { text: 'a function', holds: (value) => typeof value === 'function' };

export const descriptorRule: Rule = {
  text: 'an integer from 3 to 1048576',
  holds: (value) => isInteger(value, 3, 1_048_576),
};
/** Whoever writes it down again is deeper in the stack. */
const mostLevels = 100;
export const jsonRule: Rule = {
  text: `an object that JSON can hold, at most ${mostLevels} levels deep`,
  holds: (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    try {
      return JSON.stringify(value) !== undefined && hasLevels(value, mostLevels);
    } catch {
      return false;
    }
  },
};
function hasLevels(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((each) => hasLevels(each, levels - 1));
}

/** Less memory than a page, the least the kernel counts, would be none. */
export const limitRules: Readonly<Record<keyof Limits, Rule>> = {
  memoryMaxBytes: {
    text: 'a whole number of bytes, at least 4096, or max',
    holds: (value) => value === 'max' || isInteger(value, 4096, Number.MAX_SAFE_INTEGER),
  },
  processesMax: {
    text: 'an integer from 1 to 4194304, or max',
    holds: (value) => value === 'max' || isInteger(value, 1, 4_194_304),
  },
  cpuWeight: { text: 'an integer from 1 to 10000', holds: (value) => isInteger(value, 1, 10_000) },
};

export function isInteger(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
