import { existsSync, fstatSync, readdirSync, readFileSync } from 'node:fs';
import type { Command } from '../contract.js';
import { resolveExecutable } from './executable.js';

const shell = '/bin/sh';

/** dash closes no descriptor above 9; bash does. */
const bashPaths = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash'] as const;

/** It would read ~/.bashrc where its standard input is a socket, and obey BASH_ENV. */
const bashOptions = ['--norc', '-pc'] as const;

/** What stands before the label. */
const beginnings = [[shell, '-c'], ...bashPaths.map((path) => [path, ...bashOptions])];

/** Device 5:2, which every master of a terminal is, as Linux's devices.txt lists it. */
const masterDevice = 0x0502;

/** Values of `$2` besides a list of numbers. */
const [mastersOnly, closed] = ['masters', 'closed'] as const;

type Line = Pick<Command, 'file' | 'args'>;

export interface SealedScript {
  /** POSIX sh; finds `args` from `$1` on. */
  readonly script: string;
  readonly args: readonly string[];
  /** `$0`, the name in front of the shell's messages. */
  readonly name: string;
  /** The first line of each shell that takes part, by which one is recognised; without single quotes. */
  readonly label: string;
  readonly descriptors: Command['descriptors'];
  /** What runs the script. `sh`: bash, where it has to close descriptors, hands the script on. */
  readonly shell: 'any' | 'sh';
}

/**
 * A shell that closes the descriptors it was not meant to inherit, then runs a script. node-pty 1.1 opens the master of a
 * terminal without O_CLOEXEC, and whoever holds a master types into that terminal.
 */
export function sealedScript({ script, args, name, label, descriptors, shell: by }: SealedScript): Line {
  const kept = descriptors === undefined ? mastersOnly : `,${descriptors.join(',')},`;
  const bash = mayHaveToCloseHigh(descriptors) ? bashPaths.find((path) => existsSync(path)) : undefined;
  const bashScript = by === 'any' ? inShell(label) : inClosingBash(label);
  return {
    file: bash ?? shell,
    args: [
      ...(bash === undefined ? ['-c', inShell(label)] : [...bashOptions, bashScript]),
      name,
      `${closing(label, bashScript)}shift 2\n${script}`,
      kept,
      ...args,
    ],
  };
}

/**
 * A program of panetree's own, which inherits nothing but its standard streams. One that cannot be started stays as it is, and
 * fails as such.
 */
export function sealed(line: Line, path: string | undefined = process.env['PATH']): Line {
  const { file, args } = line;
  // macOS closes all others by itself (POSIX_SPAWN_CLOEXEC_DEFAULT).
  if (process.platform === 'darwin' || !isExecutable(line, path)) return line;
  return sealedScript({
    script: 'exec "$@"\n',
    args: [file, ...args],
    name: 'panetree',
    label: ': panetree-helper\n',
    descriptors: [],
    shell: 'any',
  });
}

/** Whether the arguments are those of a shell with this label. */
export function hasLabel(args: readonly string[], label: string): boolean {
  return beginnings.some(
    (beginning) =>
      beginning.every((argument, index) => args[index] === argument) &&
      args[beginning.length]?.startsWith(label) === true,
  );
}

/** The same of a command line in one piece, however the program that printed it shows a line's end. */
export function lineHasLabel(command: string, label: string): boolean {
  return beginnings.some((beginning) => command.startsWith(`${beginning.join(' ')} ${label.trim()}`));
}

/** A hint that spares a shell: whatever this process opens until the start is found by the shell itself. */
function mayHaveToCloseHigh(kept: Command['descriptors']): boolean {
  if (process.platform !== 'linux') return false;
  inheritedHigh ??= openDescriptors().filter(
    (number) => number >= firstHigh && isInheritable(number) && !isMaster(number),
  );
  if (kept !== undefined && inheritedHigh.some((number) => !kept.includes(number))) return true;
  return openDescriptors().some((number) => number >= firstHigh && isMaster(number));
}

/** Two digits. */
const firstHigh = 10;

/** Of whoever started this process: Node itself opens all with O_CLOEXEC. */
let inheritedHigh: readonly number[] | undefined;

function openDescriptors(): readonly number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number);
  } catch {
    return [];
  }
}

/** proc(5): the flags are octal. */
function isInheritable(descriptor: number): boolean {
  try {
    const flags = /^flags:\s+(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
  } catch {
    return false;
  }
}

const closeOnExec = 0o2000000;

function isMaster(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).rdev === masterDevice;
  } catch {
    return false;
  }
}

function isExecutable(line: Line, path: string | undefined): boolean {
  try {
    resolveExecutable({ ...line, env: path === undefined ? {} : { PATH: path } });
    return true;
  } catch {
    return false;
  }
}

/** The script is an argument, so that one shell can hand it to the next. */
function inShell(label: string): string {
  return `${label}eval "$1"`;
}

/** bash closes and hands the script to sh, for an environment that bash would change. */
function inClosingBash(label: string): string {
  return `${label}panetree_hands_back=yes; eval "$1"`;
}

/**
 * `$1` is the script, `$2` says what to keep. In dash `10<&-` is the word 10 and a redirection of 0, by which a shell
 * that cannot close it is told. Without /proc there is nothing to see.
 */
function closing(label: string, bashScript: string): string {
  return `case $2 in ${closed}) ;; *)
panetree_leaked= panetree_high=
for panetree_fd in /proc/self/fd/*; do
panetree_fd=\${panetree_fd##*/}
case $panetree_fd in [012] | *[!0-9]*) continue ;; esac
case $2 in
*,$panetree_fd,*) continue ;;
${mastersOnly})
[ /proc/self/fd/$panetree_fd -ef /dev/ptmx ] || [ /proc/self/fd/$panetree_fd -ef /dev/pts/ptmx ] || continue ;;
esac
panetree_leaked="$panetree_leaked $panetree_fd<&-"
case $panetree_fd in ?) ;; *) panetree_high=yes ;; esac
done
panetree_closes_high() { set -- 10<&-; [ $# = 0 ]; }
if [ -z "$panetree_high" ] || panetree_closes_high; then
eval "\${panetree_leaked:+exec$panetree_leaked}"
else
for panetree_bash in ${bashPaths.join(' ')}; do
[ ! -x $panetree_bash ] || exec $panetree_bash ${bashOptions.join(' ')} '${bashScript}' "$0" "$@"
done
echo "panetree: without bash these descriptors of the host stay open:$panetree_leaked" >&2
fi
if [ -n "$panetree_hands_back" ]; then
panetree_script=$1
shift 2
exec ${shell} -c '${inShell(label)}' "$0" "$panetree_script" ${closed} "$@"
fi
esac
`;
}
