import type { Command } from '../contract.js';
import { resolveExecutable } from './executable.js';
import { markerName } from './marker.js';

const shell = '/bin/sh';
/** By its path: PATH is the command's. */
const env = '/usr/bin/env';
/** Tells our own `env` from anybody else's: unsetting a variable nobody sets changes nothing. */
const carrierMark = 'PANETREE_LAUNCHER';

/** The first line of every launcher, by which one is known. */
const signature = ': panetree-launcher\n';

/**
 * `0` stands for the writer, so the launcher joins before its exec and no child can be outside. When the
 * file is gone the pane has been closed: nothing may start. Any other failure must not cost the user the
 * command, but is said where the user looks.
 */
const join = `{ echo 0 >"$0"; } 2>/dev/null || if [ -e "$0" ]; then
echo "panetree: cannot join $0: this command is not tracked" >&2; else
echo "panetree: the pane is closed: this command was not started" >&2; exit 125; fi
`;

const mark = `${markerName}=$1\nexport ${markerName}\nshift\n`;

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

export interface LauncherOptions {
  /** The value of the marker that everything the command starts will carry. */
  readonly marker: string;
  /** `cgroup.procs` of the cgroup to join; undefined where there is none, and the marker has to do. */
  readonly procsPath: string | undefined;
}

/**
 * A command that starts as the launcher and fails as without it where its file is missing or not executable: with the
 * error of `child_process`.
 */
export function launch(command: Command, options: LauncherOptions): Command {
  const program = resolveExecutable(command);
  // A shell would take a program named like an option for one.
  const file = command.file.startsWith('-') ? program : command.file;
  return launcherLine({ ...command, file }, options);
}

/**
 * The line that joins and marks, then becomes the command, with its arguments and the rest of its environment
 * untouched. dash rewrites PWD and drops names it cannot hold (`BASH_FUNC_f%%`), so the first is restored and
 * the others are carried past it by env(1).
 */
export function launcherLine(command: Command, { marker, procsPath }: LauncherOptions): Command {
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
      `${signature}${procsPath === undefined ? '' : join}${mark}${restore}exec "$@"`,
      procsPath ?? shell,
      marker,
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
  return [
    env,
    '-u',
    carrierMark,
    '--',
    ...carried,
    ...(file.includes('=') ? ['/usr/bin/nice', '-n', '0'] : []),
  ];
}

/** Whether a process is still our launcher, and so not yet what it is going to be. */
export function isLauncher(args: readonly string[]): boolean {
  const isCarrying = args[0] === env && args[1] === '-u' && args[2] === carrierMark;
  return isCarrying || (args[0] === shell && args[2]?.startsWith(signature) === true);
}

/** The same of a command line in one piece, however the program that printed it shows a line's end. */
export function isLauncherLine(command: string): boolean {
  return (
    command.startsWith(`${shell} -c ${signature.trim()}`) || command.startsWith(`${env} -u ${carrierMark}`)
  );
}

function isLostInShell(name: string): boolean {
  return ownedByShells.has(name) || !/^[A-Za-z_]\w*$/.test(name);
}
