import type { Pane } from '../../host/wire/pane.js';

export function exitedWords({ exitCode, signal }: Pick<Pane, 'exitCode' | 'signal'>): string {
  if (signal !== undefined) return `Ended by ${signal}`;
  return exitCode === undefined ? 'Ended' : `Ended with code ${exitCode}`;
}
