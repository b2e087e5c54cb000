import type { TrackedProcess } from '../wire/process.js';

/** For little room: without the first word where it is the name over again, and of each path only its end. */
export function commandInBrief({ name, command }: Pick<TrackedProcess, 'name' | 'command'>): string {
  const [first = '', ...rest] = command.split(' ');
  const words = lastPart(first) === name ? rest : [first, ...rest];
  return words.map(lastPart).join(' ');
}

function lastPart(word: string): string {
  return word.startsWith('/') ? (word.split('/').findLast((part) => part !== '') ?? word) : word;
}
