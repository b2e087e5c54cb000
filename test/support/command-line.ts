import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Scenario } from './scenario.js';

/** The command as it is installed: bundled, and run by Node. */
export const cliPath = fileURLToPath(new URL('../../dist/bundle/cli.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Put before `node panetree ARGS`, e.g. `['unshare', '--mount']`. */
  readonly prefix?: readonly string[];
  /** Default: three pipes. */
  readonly stdio?: StdioOptions;
}

/** Starts `panetree ARGS` without a terminal. */
export function startCli(
  scenario: Scenario,
  args: readonly string[],
  { env = {}, prefix = [], stdio = 'pipe' }: CliOptions = {},
): ChildProcess {
  const [file = process.execPath, ...rest] = [...prefix, process.execPath, cliPath, ...args];
  const child = spawn(file, rest, {
    env: { ...scenario.environment, XDG_STATE_HOME: scenario.stateHome, ...env },
    stdio,
  });
  if (child.pid !== undefined) scenario.ownHost(child.pid);
  return child;
}

export async function runCli(
  scenario: Scenario,
  args: readonly string[],
  options?: CliOptions,
): Promise<Finished> {
  return finished(startCli(scenario, args, options));
}

/** Everything it wrote, once it has ended. */
export async function finished(child: ChildProcess): Promise<Finished> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  await once(child, 'exit');
  return {
    code: child.exitCode,
    stdout: Buffer.concat(stdout).toString(),
    stderr: Buffer.concat(stderr).toString(),
  };
}
