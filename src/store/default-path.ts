import { join } from 'node:path';
import { defaultStateDir } from '../tracker/default-state-dir.js';

/** Where a store is that nobody has placed: `panetree.db` in the state directory of the commands. */
export function defaultStorePath(env: NodeJS.ProcessEnv = process.env): string {
  return join(defaultStateDir(env), 'panetree.db');
}
