import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** Where a store is that nobody has placed: `$XDG_STATE_HOME/panetree/panetree.db`, or below `~/.local/state`. */
export function defaultStorePath(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['XDG_STATE_HOME'];
  // The XDG base directory specification: a relative path is invalid and to be ignored.
  const base = given !== undefined && isAbsolute(given) ? given : join(homedir(), '.local', 'state');
  return join(base, 'panetree', 'panetree.db');
}
