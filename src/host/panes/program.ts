import { existsSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { withoutOuterTerminal } from '../../pty/index.js';
import type { Command } from '../wire/index.js';

/** The user's own shell. */
export function userShell(environment: NodeJS.ProcessEnv): string {
  // Windows sets the second and never the first.
  return environment['SHELL'] || environment['ComSpec'] || '/bin/sh';
}

/**
 * Where a pane starts that names no directory: where the host was started, or at home, or `/`, the first of them that is there.
 */
export function startDirectory(preferred: string | undefined, environment: NodeJS.ProcessEnv): string {
  const candidates = [preferred ?? hostDirectory(), environment['HOME']];
  return candidates.find((each) => each !== undefined && isAbsolute(each) && existsSync(each)) ?? '/';
}

/** Undefined once it has been deleted. */
function hostDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** What programs ask to find out what a terminal can show, and who it is. */
export function terminalEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const { TERM_PROGRAM_VERSION: _version, VTE_VERSION: _vte, ...others } = withoutOuterTerminal(environment);
  return { ...others, COLORTERM: 'truecolor', TERM_PROGRAM: 'panetree' };
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
