import { basename } from 'node:path';
import type { Command } from '../wire/index.js';

/** The user's own shell. */
export function userShell(environment: NodeJS.ProcessEnv): string {
  // Windows sets the second and never the first.
  return environment['SHELL'] || environment['ComSpec'] || '/bin/sh';
}

/** What programs ask to find out what a terminal can show, and who it is. */
export function terminalEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const defined = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(defined), COLORTERM: 'truecolor', TERM_PROGRAM: 'panetree' };
}

/** For a title. */
export function nameOf(file: string): string {
  return basename(file.replaceAll('\\', '/')).replace(/\.exe$/i, '') || file;
}

/** For a person to read: nothing is ever run from it. */
export function lineOf({ file, args = [] }: Command): string {
  return [file, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)))
    .join(' ');
}
