import type { Command } from '../contract.js';

const shell = '/bin/sh';
/** By its path: PATH is the command's. */
const env = '/usr/bin/env';
/** Tells our own `env` from anybody else's: unsetting a variable nobody sets changes nothing. */
const mark = 'PANETREE_LAUNCHER';

/**
 * `0` stands for the writer, so the launcher joins before its exec and no child can be outside. When the
 * file is gone the pane has been closed: nothing may start. Any other failure must not cost the user the
 * command, but is said where the user looks.
 */
const join = `{ echo 0 >"$0"; } 2>/dev/null || if [ -e "$0" ]; then
echo "panetree: cannot join $0: this command is not tracked" >&2; else
echo "panetree: the pane is closed: this command was not started" >&2; exit 125; fi
`;

/** Variables that dash or bash set for themselves at start, whatever the environment says. */
const ownedByShells: ReadonlySet<string> = new Set([
  'BASHOPTS',
  'HISTCMD',
  'IFS',
  'LINENO',
  'OPTIND',
  'PPID',
  'PS4',
  'RANDOM',
  'SECONDS',
  'SHELLOPTS',
]);

/**
 * The line that joins the cgroup of `procsPath` and then becomes the command, with its arguments and its
 * environment untouched. dash rewrites PWD and drops names it cannot hold (`BASH_FUNC_f%%`), so the first
 * is restored and the others are carried past it by env(1).
 */
export function launcherLine(command: Command, procsPath: string): Command {
  const environment = command.env ?? process.env;
  const workingDirectory = environment['PWD'];
  const restore = workingDirectory === undefined ? 'unset PWD\n' : 'PWD=$1\nshift\n';
  const carried = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && isLostInShell(name) ? [`${name}=${value}`] : [],
  );
  return {
    ...command,
    file: shell,
    args: [
      '-c',
      `${join}${restore}exec "$@"`,
      procsPath,
      ...(workingDirectory === undefined ? [] : [workingDirectory]),
      ...carrier(carried, command.file),
      command.file,
      ...command.args,
    ],
  };
}

/** env(1) would take a program with `=` in its name for a variable; nice(1) by nothing passes it on. */
function carrier(carried: readonly string[], file: string): readonly string[] {
  if (carried.length === 0) return [];
  return [env, '-u', mark, '--', ...carried, ...(file.includes('=') ? ['/usr/bin/nice', '-n', '0'] : [])];
}

/** Whether a process is still our launcher, and so not yet what it is going to be. */
export function isLauncher(args: readonly string[]): boolean {
  const isCarrying = args[0] === env && args[1] === '-u' && args[2] === mark;
  return isCarrying || (args[0] === shell && args[2]?.startsWith(join) === true);
}

function isLostInShell(name: string): boolean {
  return ownedByShells.has(name) || !/^[A-Za-z_]\w*$/.test(name);
}
