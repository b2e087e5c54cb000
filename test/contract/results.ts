import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a backend did in one case of the contract: held it, or did not and why. */
export interface Result {
  readonly rule: number;
  readonly name: string;
  readonly holds: true | string;
}

const directory = fileURLToPath(new URL('../../build/contract/', import.meta.url));
const results = new Map<string, Result[]>();

/** Written at each case, so that a run cut short tells what it has done. The guide to the backends is made of these. */
export function record(backend: string, result: Result): void {
  const all = [...(results.get(backend) ?? []), result];
  results.set(backend, all);
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${directory}${backend}.json`, `${JSON.stringify(all, undefined, 1)}\n`);
}
