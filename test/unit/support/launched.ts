import { spawnSync } from 'node:child_process';
import type { Command } from '../../../src/platform/contract.js';
import { launcherLine } from '../../../src/platform/posix/launcher.js';

/** What the launcher adds to the environment of every command. */
export const marker = 'panetree-1-2-abc-1:a.1';

export interface Result {
  /** The exit code, or the signal that ended it. */
  readonly status: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function runLine({ file, args, env, cwd }: Command): Result {
  const { status, signal, stdout, stderr, error } = spawnSync(file, args, {
    encoding: 'utf8',
    timeout: 10_000,
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (error !== undefined) throw error;
  return { status: status ?? signal, stdout, stderr };
}

type Environment = Readonly<Record<string, string>>;

/** The environment a command finds behind the launcher, as the kernel handed it over. */
export function environmentSeen(env: Environment | undefined, procsPath: string): Environment {
  const command = { file: '/bin/cat', args: ['/proc/self/environ'], ...(env && { env }) };
  return Object.fromEntries(
    fields(runOrThrow(launcherLine(command, { marker, procsPath }))).map((entry) => {
      const end = entry.indexOf('=');
      return [entry.slice(0, end), entry.slice(end + 1)];
    }),
  );
}

/** The arguments a command finds behind the launcher. */
export function argumentsSeen(
  args: readonly string[],
  env: Environment,
  procsPath: string,
): readonly string[] {
  const own = ['-c', 'cat /proc/$$/cmdline; exit', 'name'];
  const command = { file: '/bin/sh', args: [...own, ...args], env };
  return fields(runOrThrow(launcherLine(command, { marker, procsPath }))).slice(own.length + 1);
}

function runOrThrow(line: Command): string {
  const { status, stdout, stderr } = runLine(line);
  if (status !== 0 || stderr !== '') throw new Error(`the launcher ended with ${status}: ${stderr}`);
  return stdout;
}

function fields(text: string): readonly string[] {
  return text === '' ? [] : text.slice(0, -1).split('\0');
}
