import type { Command } from './contract.js';

/** An environment as a command carries it: Node's own leaves out what is undefined only on starting. */
export function definedOnly(environment: NodeJS.ProcessEnv): NonNullable<Command['env']> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
