import { once } from 'node:events';
import type { StdioOptions } from 'node:child_process';
import type { Command, PaneTracker, RootExit } from '../index.js';
import type { PassedSignals } from './passed-signals.js';

/** Runs the command on the streams this process was given. */
export async function runWithPipes(
  tracker: PaneTracker,
  command: Command,
  signals: PassedSignals,
): Promise<RootExit> {
  const child = await tracker.spawn(command.file, command.args, { stdio: passing(command.descriptors) });
  const exited = once(child, 'exit');
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  signals.to({ send: (signal) => void child.kill(signal), terminal: onTerminal ? 'shared' : 'own' });
  try {
    await exited;
    return { exitCode: child.exitCode ?? undefined, signal: child.signalCode ?? undefined };
  } finally {
    signals.commandEnded();
  }
}

/** The standard streams, and each of the descriptors under its own number. */
function passing(descriptors: readonly number[] = []): StdioOptions {
  const all = Array.from({ length: Math.max(2, ...descriptors) + 1 }, (_, number) => number);
  return all.map((number) => (number < 3 || descriptors.includes(number) ? number : 'ignore'));
}
