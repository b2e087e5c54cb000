import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { definedOnly } from '../platform/environment.js';

/** Variables of the terminal that the host itself runs in, which node-pty drops too. */
const ofOuterTerminal: ReadonlySet<string> = new Set([
  'COLUMNS',
  'LINES',
  'STY',
  'TERMCAP',
  'TMUX',
  'TMUX_PANE',
  'WINDOW',
  'WINDOWID',
]);

type Environment = Readonly<Record<string, string>>;

/** An environment without what tells of the terminal that the host itself runs in, TMUX and LINES for example. */
export function withoutOuterTerminal(environment: NodeJS.ProcessEnv): Record<string, string> {
  const all = Object.entries(definedOnly(environment));
  return Object.fromEntries(all.filter(([name]) => !ofOuterTerminal.has(name)));
}

/** Where a program starts, under a name that can be entered also when the host's own directory has been deleted. */
export function directoryFor(cwd: string | undefined): string {
  if (cwd !== undefined) return cwd;
  return hostDirectory() ?? '/proc/self/cwd';
}

/** PWD as a shell would have it after `cd`: the name that was given, symbolic links included. */
export function logicalDirectory(cwd: string | undefined, { PWD }: Environment): Environment {
  const physical = hostDirectory();
  if (cwd !== undefined) return physical === undefined && !cwd.startsWith('/') ? {} : { PWD: resolve(cwd) };
  if (physical === undefined) return {};
  return { PWD: PWD !== undefined && isSame(PWD, physical) ? PWD : physical };
}

function hostDirectory(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

function isSame(one: string, other: string): boolean {
  try {
    const [first, second] = [statSync(one), statSync(other)];
    return one.startsWith('/') && first.dev === second.dev && first.ino === second.ino;
  } catch {
    return false;
  }
}
