import type { InputOf } from '../../host/wire/operations.js';
import type { LimitUsage } from '../../host/wire/usage.js';
import { parseSize, sizeText } from './size.js';

/** What stands in the fields; nothing: no limit. */
export interface LimitTexts {
  readonly memory: string;
  readonly processes: string;
  readonly cpuWeight: string;
}
export type LimitField = keyof LimitTexts;

export const limitFields: readonly LimitField[] = ['memory', 'processes', 'cpuWeight'];

type Limits = Omit<InputOf<'blocks.limit'>, 'blockId'>;

export type LimitWish =
  | { readonly kind: 'limits'; readonly limits: Limits }
  | { readonly kind: 'wrong'; readonly field: LimitField };

/** What a field takes, for the message that it does not take something else. */
export const limitRules: Readonly<Record<LimitField, string>> = {
  memory: 'a size such as 512 MiB or 2 GiB, or nothing for no limit',
  processes: 'a whole number from 1, or nothing for no limit',
  cpuWeight: 'a whole number from 1 to 10000, or nothing for 100',
};

const largestWeight = 10_000;
/** That of a block for which nobody has set one. */
const plainWeight = 100;

/** `undefined`: the text is not within the rule. */
const limitsOf: Readonly<Record<LimitField, (text: string) => Limits | undefined>> = {
  memory: (text) => {
    const memoryMaxBytes = unlimited(text) ?? parseSize(text);
    return memoryMaxBytes === undefined ? undefined : { memoryMaxBytes };
  },
  processes: (text) => {
    const processesMax = unlimited(text) ?? wholeNumber(text, Number.MAX_SAFE_INTEGER);
    return processesMax === undefined ? undefined : { processesMax };
  },
  cpuWeight: (text) => {
    const cpuWeight = text === '' ? plainWeight : wholeNumber(text, largestWeight);
    return cpuWeight === undefined ? undefined : { cpuWeight };
  },
};

/** What is to be set: only the fields that say something else than what is set now. */
export function limitWish(texts: LimitTexts, set: LimitTexts): LimitWish {
  const limits: Limits = {};
  for (const field of limitFields) {
    const text = texts[field].trim();
    if (text === set[field]) continue;
    const one = limitsOf[field](text);
    if (one === undefined) return { kind: 'wrong', field };
    Object.assign(limits, one);
  }
  return { kind: 'limits', limits };
}

/** What is set, as one would type it. */
export function textsOf(limits: LimitUsage | undefined): LimitTexts {
  const { memoryMaxBytes, processesMax, cpuWeight } = limits ?? {};
  return {
    memory: typeof memoryMaxBytes === 'number' ? sizeText(memoryMaxBytes) : '',
    processes: typeof processesMax === 'number' ? String(processesMax) : '',
    cpuWeight: cpuWeight === undefined || cpuWeight === plainWeight ? '' : String(cpuWeight),
  };
}

function unlimited(text: string): 'max' | undefined {
  return text === '' || text === 'max' ? 'max' : undefined;
}

function wholeNumber(text: string, largest: number): number | undefined {
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= largest ? number : undefined;
}
