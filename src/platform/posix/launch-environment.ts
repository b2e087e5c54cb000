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

/** node-pty sets the first for each terminal; bash counts the second up at its start and down at its exec. */
const passedAsTheyAre: ReadonlySet<string> = new Set(['TERM', 'SHLVL']);

/** The current directory under a name that stays true when it is deleted: a shell looks no further, and has nothing to warn of. */
const shellDirectory = process.platform === 'linux' ? { PWD: '/proc/self/cwd' } : {};

/** Variables that a shell adds; a command that has none of that name is not to find one. */
const addedByShells = ['PWD', 'OLDPWD', 'SHLVL', '_'] as const;

export interface LaunchEnvironment {
  /** What the shell starts with: every variable under another name, so that none acts on the shell. */
  readonly env: Environment;
  /** `NAME=value` of each variable that no shell can hold. */
  readonly carried: readonly string[];
}

/**
 * Splits the environment of a command into what a shell restores right before its exec and what env(1) has to carry. Variables of
 * the dynamic loader are carried too where anything is, or they would act on env(1).
 */
export function launchEnvironment(environment: NodeJS.ProcessEnv): LaunchEnvironment {
  const names = Object.keys(environment).filter((name) => environment[name] !== undefined);
  const isCarrying = names.some(isLostInShell);
  const isCarried = (name: string) => isLostInShell(name) || (isCarrying && isForLoader(name));
  const restored = names.filter((name) => !isCarried(name) && !passedAsTheyAre.has(name));
  const aliasOf = aliasesFor(names);
  const passed = names.filter((name) => passedAsTheyAre.has(name) && !isCarried(name));
  return {
    env: {
      ...shellDirectory,
      ...valuesOf(environment, passed, (index) => passed[index] ?? ''),
      ...valuesOf(environment, restored, aliasOf),
      [exportsName]: exportsOf(restored, aliasOf, names),
    },
    carried: names.filter(isCarried).map((name) => `${name}=${environment[name]}`),
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
  return [
    `unset ${exportsName}`,
    ...restored.map((name, index) => `export ${name}="$${aliasOf(index)}"`),
    `unset ${[...restored.map((_, index) => aliasOf(index)), ...foreign].join(' ')}`,
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
