import type { Command } from '../contract.js';
import { resolveExecutable } from './executable.js';
import { hasLabel, lineHasLabel, sealedScript } from './inherited-descriptors.js';
import { exportsName, launchEnvironment } from './launch-environment.js';
import { limitArgument } from './limit-mark.js';
import { markerName } from './marker.js';

/** By its path: PATH is the command's. */
const env = '/usr/bin/env';
/** Tells our own `env` from anybody else's: unsetting a variable nobody sets changes nothing. */
const carrierMark = 'PANETREE_LAUNCHER';

/** The first line of every launcher, by which one is known. */
const label = ': panetree-launcher\n';

/**
 * `0` stands for the writer, so the launcher joins before its exec and no child can be outside. When the
 * file is gone the pane has been closed: nothing may start. Any other failure must not cost the user the
 * command, but is said where the user looks.
 */
const join = `
{ echo 0 >"$1"; } 2>/dev/null || if [ -e "$1" ]; then
echo "panetree: cannot join $1: this command is not tracked" >&2; else
echo "panetree: the pane is closed: this command was not started" >&2; exit 125; fi
shift
`;

/**
 * What a starter leaves out of the environment that it was given is missing; the command runs all the same. bash warns of a
 * locale that it does not know, which is the command's to say.
 */
const restore = `{ eval "$${exportsName}"; } 2>/dev/null\n`;

export interface LauncherOptions {
  /** The value of the marker that everything the command starts will carry. */
  readonly marker: string | undefined;
  /** `cgroup.procs` of the cgroup to join; undefined where there is none, and the marker has to do. */
  readonly procsPath: string | undefined;
  /** The second marker; undefined where it does not hold. */
  readonly limit?: string | undefined;
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
 * The line that closes what the command is not to inherit, joins, puts the environment together and becomes the command.
 * Until its exec nothing of the command's environment acts on the shell, and no value of it stands in an argument, but for
 * what no shell can hold (`BASH_FUNC_f%%`) and env(1) has to carry.
 */
export function launcherLine(command: Command, { marker, procsPath, limit }: LauncherOptions): Command {
  const environment = launchEnvironment(markedEnvironment(command, marker));
  const line = sealedScript({
    script: `${procsPath === undefined ? '' : join}${limitLine(limit)}${restore}${environment.assignment} exec "$@"\n`,
    args: [
      ...(procsPath === undefined ? [] : [procsPath]),
      ...carrier(environment.carried, command.file),
      command.file,
      ...command.args,
    ],
    name: 'panetree',
    label,
    descriptors: command.descriptors,
    shell: environment.shell,
  });
  return { ...command, ...line, env: environment.env };
}

/** The marker of the innermost host. */
function markedEnvironment(command: Command, marker: string | undefined): NodeJS.ProcessEnv {
  const environment = command.env ?? process.env;
  return marker === undefined ? environment : { ...environment, [markerName]: marker };
}

/** The soft one alone, so that whoever wants another limit can set it. */
function limitLine(limit: string | undefined): string {
  return limit === undefined ? '' : `ulimit -S -m ${limitArgument(limit)} 2>/dev/null || :\n`;
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
  return isCarrying || hasLabel(args, label);
}

/** The same of a command line in one piece, however the program that printed it shows a line's end. */
export function isLauncherLine(command: string): boolean {
  return lineHasLabel(command, label) || command.startsWith(`${env} -u ${carrierMark}`);
}
