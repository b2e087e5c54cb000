import { execFile } from 'node:child_process';
import { inWords } from '../posix/system-error.js';
import type { Target } from './job-helper.js';

/** Starting a process and asking some consoles; one that hangs has told nobody. */
const boundMs = 2000;

export type ConsoleEvent = 'interrupt' | 'break';

export interface ConsoleSender {
  /** How the helper is started, before the event. */
  readonly program: { readonly file: string; readonly args: readonly string[] };
  readonly report: (reason: string) => void;
}

/**
 * Sends Ctrl-C or Ctrl-Break to each console in which there is nobody but these, and gives the PIDs of those who were
 * in them. A process of its own does it, as whoever is in a console can be ended with it.
 */
export function sendToConsoles(
  { program, report }: ConsoleSender,
  event: ConsoleEvent,
  everybody: readonly Target[],
): Promise<ReadonlySet<number>> {
  return new Promise((resolve) => {
    const options = { windowsHide: true, timeout: boundMs };
    const child = execFile(program.file, [...program.args, event], options, (error, stdout) => {
      if (error !== null) report(`no console could be sent ${event}: ${inWords(error)}`);
      resolve(
        new Set(
          stdout
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map(Number),
        ),
      );
    });
    // Where it dies early; the callback tells.
    child.stdin?.on('error', () => {});
    child.stdin?.end(everybody.map(({ pid, birth }) => `${pid} ${birth}\n`).join(''));
  });
}
