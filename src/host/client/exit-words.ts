import type { EndedProcess } from './host-view.js';

type Ending = Pick<EndedProcess, 'reason' | 'exitCode' | 'signal'>;
type NamedEnding = Ending & { readonly process: Pick<EndedProcess['process'], 'escapedTo'> };

/** How a process went, in as few words as a row has room for. */
export function exitWords({ reason, exitCode, signal, process }: NamedEnding): string {
  if (reason === 'escaped') return `escaped to ${process.escapedTo ?? 'elsewhere'}`;
  if (reason === 'lost') return 'lost from sight';
  const how = signal ?? (exitCode === undefined ? undefined : `code ${exitCode}`);
  return how === undefined ? reason : `${reason}, ${how}`;
}

/** How it should be taken. */
export function exitTone({ reason, exitCode, signal }: Ending): 'calm' | 'ended' | 'wrong' {
  if (reason === 'killed' || reason === 'removed') return 'ended';
  if (reason === 'escaped' || reason === 'lost' || signal !== undefined) return 'wrong';
  return exitCode === undefined || exitCode === 0 ? 'calm' : 'wrong';
}
