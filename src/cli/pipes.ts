import { once } from 'node:events';
import type { StdioOptions } from 'node:child_process';
import type { Command, PaneTracker, RootExit } from '../index.js';

const passedOn = ['SIGINT', 'SIGQUIT'] as const;

/** Runs the command on the streams this process was given. */
export async function runWithPipes(tracker: PaneTracker, command: Command): Promise<RootExit> {
  const child = await tracker.spawn(command.file, command.args, { stdio: passing(command.descriptors) });
  const exited = once(child, 'exit');
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  // A terminal signals the command itself, being in the same process group; twice would be once too often.
  const pass = (signal: NodeJS.Signals) => void (onTerminal || child.kill(signal));
  for (const signal of passedOn) process.on(signal, pass);
  try {
    await exited;
    return { exitCode: child.exitCode ?? undefined, signal: child.signalCode ?? undefined };
  } finally {
    for (const signal of passedOn) process.off(signal, pass);
  }
}

/** The standard streams, and each of the descriptors under its own number. */
function passing(descriptors: readonly number[] = []): StdioOptions {
  const all = Array.from({ length: Math.max(2, ...descriptors) + 1 }, (_, number) => number);
  return all.map((number) => (number < 3 || descriptors.includes(number) ? number : 'ignore'));
}
