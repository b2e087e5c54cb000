// @ts-check
import { run } from './run-child.mjs';

/** Nobody waits longer than this without a line. */
const lineEveryMs = 8000;
/** A step that takes less is not worth one. */
const quietMs = 1000;

/**
 * `limitMs`: after this it is ended, and has failed. `announced`: the first line is printed at once.
 * @typedef {{
 *   readonly file: string,
 *   readonly args: readonly string[],
 *   readonly cwd: string,
 *   readonly env?: NodeJS.ProcessEnv,
 *   readonly shell?: boolean,
 *   readonly limitMs?: number,
 *   readonly announced?: boolean,
 * }} Command
 */

/** @param {string} line */
export function say(line) {
  process.stderr.write(`panetree: ${line}\n`);
}

/**
 * Runs one step: a line at its start, more while it works, its output only to whoever asks. Ends this process where the
 * step was ended by a signal of ours.
 * @param {string} name
 * @param {Command} command
 */
export async function runStep(name, command) {
  const started = performance.now();
  const lines = linesOf(name, command.announced === true);
  let output = '';
  const { file, args, cwd, env = process.env, shell = false } = command;
  const ending = await run([file, ...args], {
    options: { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] },
    onStart: (child) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (data) => (output += String(data)));
      }
      if (command.limitMs !== undefined) setTimeout(() => child.kill(), command.limitMs).unref();
    },
  });
  lines.stop();
  const isLate = command.limitMs !== undefined && performance.now() - started >= command.limitMs;
  if (ending.signal !== null && !isLate) process.kill(process.pid, ending.signal);
  return { isDone: ending.code === 0 && ending.signal === null, output, ending };
}

/**
 * As `runStep`, but a failure ends this process with what the step printed.
 * @param {string} name
 * @param {Command} command
 */
export async function requireStep(name, command) {
  const { isDone, output, ending } = await runStep(name, command);
  if (isDone) return;
  process.stderr.write(output);
  say(`${name} failed: ${ending.signal ?? `exit code ${ending.code}`}`);
  process.exit(1);
}

/**
 * @param {string} name
 * @param {boolean} isAnnounced
 */
function linesOf(name, isAnnounced) {
  const started = performance.now();
  if (isAnnounced) say(name);
  const first = setTimeout(() => say(name), quietMs);
  if (isAnnounced) clearTimeout(first);
  const later = setInterval(() => {
    say(`still ${name.replace(/ \(.*\)$/, '')}, after ${Math.round((performance.now() - started) / 1000)} s`);
  }, lineEveryMs);
  return {
    stop: () => {
      clearTimeout(first);
      clearInterval(later);
    },
  };
}
