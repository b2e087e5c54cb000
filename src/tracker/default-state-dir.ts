import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where the commands keep what outlives them: `$XDG_STATE_HOME/panetree`, by default below `~/.local/state`; a
 * directory of this user in the temporary one where the user has no home.
 */
export function defaultStateDir(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['XDG_STATE_HOME'];
  // The XDG base directory specification: a relative path is invalid and to be ignored.
  if (given !== undefined && isAbsolute(given)) return join(given, 'panetree');
  const home = absolute(homedir) ?? absolute(() => userInfo().homedir);
  if (home !== undefined) return join(home, '.local', 'state', 'panetree');
  return join(tmpdir(), `panetree-${process.geteuid?.() ?? 'user'}`);
}

/** `HOME` may be empty or relative, and a user of a container need have no entry in passwd: then node:os throws. */
function absolute(find: () => string): string | undefined {
  try {
    const home = find();
    return isAbsolute(home) ? home : undefined;
  } catch {
    return undefined;
  }
}
