import type { TrackedProcess } from '../wire/process.js';
import { keyOf } from './identity.js';
import { type LooseProcesses, looseWords } from './loose.js';
import type { UsageCache } from './usage-cache.js';

/** Whether a process is meant. Several words: each has to be found. */
export type Matcher = (process: TrackedProcess) => boolean;

/** `undefined`: nothing is looked for. */
export function matcherOf(
  search: string,
  usage: UsageCache,
  loose: LooseProcesses = new Map(),
): Matcher | undefined {
  const matches = wordsMatcher(search);
  return matches && ((process) => matches(searchedText(process, usage, loose)));
}

/** Whether a text has all the words. `undefined`: nothing is looked for. */
export function wordsMatcher(search: string): ((text: string) => boolean) | undefined {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  return (text) => {
    const searched = text.toLowerCase();
    return words.every((word) => searched.includes(word));
  };
}

function searchedText(process: TrackedProcess, usage: UsageCache, loose: LooseProcesses): string {
  const { pid, name, command, role, runId, lifetime, escapedTo } = process;
  const ports = (usage.ports.get(keyOf(process)) ?? []).map(({ port }) => `:${port}`);
  const standing = escapedTo === undefined ? [] : ['escaped', escapedTo];
  const parts = [pid, name, command, role, ...ports, ...standing];
  if (runId !== undefined) parts.push(`run:${runId}`);
  if (lifetime === 'kept') parts.push('kept');
  const kind = loose.get(keyOf(process));
  if (kind !== undefined) parts.push(looseWords[kind]);
  return parts.join(' ');
}
