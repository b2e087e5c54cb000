import type { Command } from '../contract.js';

type Environment = NonNullable<Command['env']>;

/** The list of what to export, in POSIX sh; a value cannot stand in an argument, which everybody can read. */
export const exportsName = 'PANETREE_LAUNCH';

/** Variables that a shell sets for itself at start or does not let go, whatever the environment says. */
const ownedByShells: ReadonlySet<string> = new Set([
  'BASHOPTS',
  'BASHPID',
  'BASH_VERSINFO',
  'DIRSTACK',
  'EPOCHREALTIME',
  'EPOCHSECONDS',
  'EUID',
  'EXECIGNORE',
  'FUNCNAME',
  'GROUPS',
  'HISTCMD',
  'IFS',
  'LINENO',
  'OPTIND',
  'POSIXLY_CORRECT',
  'PPID',
  'PS4',
  'RANDOM',
  'SECONDS',
  'SHELLOPTS',
  'SRANDOM',
  'UID',
]);

/** Variables that bash, other than sh, sets for itself or acts on. */
const ownedByBash = /^(?:BASH|COMP_|PIPESTATUS$)/;

/** Overwritten by bash after each command, so that only an assignment to the exec itself lasts. */
const lastArgument = '_';
const level = 'SHLVL';
/** bash counts such a level up at its start and down at its exec; any other number it replaces. */
const countedLevel = /^(?:0|[1-9]\d?|[1-8]\d\d)$/;

/** The current directory under a name that stays true when it is deleted: a shell looks no further, and has nothing to warn of. */
const shellDirectory = process.platform === 'linux' ? { PWD: '/proc/self/cwd' } : {};

/** Variables that a shell adds; a command that has none of that name is not to find one. */
const addedByShells = ['PWD', 'OLDPWD', level, lastArgument] as const;

/** bash adds the level at its exec also where it is unset; it exports no array. */
const withoutLevel = `[ -z "\${BASH_VERSION-}" ] || declare -a ${level}`;

export interface LaunchEnvironment {
  /** What the shell starts with: every variable under another name, so that none acts on the shell. */
  readonly env: Environment;
  /** `NAME=value` of each variable that no shell can hold. */
  readonly carried: readonly string[];
  /** What stands before the exec. */
  readonly assignment: string;
  /** `sh`: bash would change this environment. */
  readonly shell: 'any' | 'sh';
}

/**
 * Splits the environment of a command into what a shell restores right before its exec and what env(1) has to carry. Variables of
 * the dynamic loader are carried too where anything is, or they would act on env(1).
 */
export function launchEnvironment(environment: NodeJS.ProcessEnv): LaunchEnvironment {
  const names = Object.keys(environment).filter((name) => environment[name] !== undefined);
  const isCarrying = names.some(isLostInShell);
  const isCarried = (name: string) => isLostInShell(name) || (isCarrying && isForLoader(name));
  // node-pty sets TERM for each terminal.
  const isPassed = (name: string) =>
    name === 'TERM' || (name === level && countedLevel.test(environment[name] ?? ''));
  const restored = names.filter((name) => !isCarried(name) && !isPassed(name));
  const aliasOf = aliasesFor(names);
  const passed = names.filter((name) => isPassed(name) && !isCarried(name));
  const last = restored.indexOf(lastArgument);
  return {
    env: {
      ...shellDirectory,
      ...valuesOf(environment, passed, (index) => passed[index] ?? ''),
      ...valuesOf(environment, restored, aliasOf),
      [exportsName]: exportsOf(restored, aliasOf, names),
    },
    carried: names.filter(isCarried).map((name) => `${name}=${environment[name]}`),
    assignment: last === -1 ? '' : `${lastArgument}="$${aliasOf(last)}"`,
    shell: restored.includes(level) || names.some((name) => ownedByBash.test(name)) ? 'sh' : 'any',
  };
}

function valuesOf(
  environment: NodeJS.ProcessEnv,
  names: readonly string[],
  nameAt: (index: number) => string,
): Environment {
  return Object.fromEntries(names.map((name, index) => [nameAt(index), environment[name] ?? '']));
}

function exportsOf(
  restored: readonly string[],
  aliasOf: (index: number) => string,
  names: readonly string[],
): string {
  const foreign = addedByShells.filter((name) => !names.includes(name));
  const last = restored.indexOf(lastArgument);
  return [
    `unset ${exportsName}`,
    ...(last === -1 ? [] : [`set -- "$${aliasOf(last)}" "$@"`]),
    ...restored.flatMap((name, index) => (index === last ? [] : [`export ${name}="$${aliasOf(index)}"`])),
    `unset ${[...restored.map((_, index) => aliasOf(index)), ...foreign].join(' ')}`,
    ...(foreign.includes(level) ? [withoutLevel] : []),
    // It is a variable of the shell alone from here on.
    ...(last === -1 ? [] : [`${aliasOf(last)}=$1`, 'shift']),
    '',
  ].join('\n');
}

/** Short, because the kernel bounds the length of a variable with its name; never a name of the command's own. */
function aliasesFor(names: readonly string[]): (index: number) => string {
  let prefix = '_';
  while (names.some((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))) {
    prefix += '_';
  }
  return (index) => `${prefix}${index}`;
}

function isLostInShell(name: string): boolean {
  return ownedByShells.has(name) || !/^[A-Za-z_]\w*$/.test(name);
}

/** ld.so(8). */
function isForLoader(name: string): boolean {
  return name.startsWith('LD_') || name === 'GLIBC_TUNABLES';
}
