// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {{ readonly code: number, readonly signal: NodeJS.Signals | null }} Ending */

export const orphanCheckMs = 500;
const parent = process.ppid;

/** npm passes SIGTERM on to its shell, which ends by it and passes nothing on. */
export function isOrphaned() {
  return process.env['npm_lifecycle_event'] !== undefined && process.ppid !== parent;
}

/**
 * @typedef {{ readonly options: import('node:child_process').SpawnOptions,
 *   readonly onStart?: (child: import('node:child_process').ChildProcess) => void,
 *   readonly send?: (pid: number, signal: NodeJS.Signals) => void }} RunOptions
 */

/**
 * Runs a command and tells how it ended. Signals that we get are passed on to it, by `send` where that is given.
 * @param {readonly [string, ...string[]]} command
 * @param {RunOptions} how
 * @returns {Promise<Ending>}
 */
export function run([file, ...args], { options, onStart, send }) {
  const child = spawn(file, args, options);
  /** @param {NodeJS.Signals} signal */
  const sendOn = (signal) => {
    if (send === undefined || child.pid === undefined) child.kill(signal);
    else if (child.exitCode === null && child.signalCode === null) send(child.pid, signal);
  };
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    // Ctrl-C reaches the whole foreground group: passing it on would make two of one.
    if (signal !== 'SIGINT' || !process.stdin.isTTY || send !== undefined) sendOn(signal);
  };
  const signals = /** @type {const} */ (['SIGTERM', 'SIGHUP', 'SIGINT']);
  for (const signal of signals) process.on(signal, passOn);
  const watch = setInterval(() => {
    if (isOrphaned()) sendOn('SIGTERM');
  }, orphanCheckMs);
  onStart?.(child);
  return new Promise((resolve) => {
    /** @param {Ending} ending */
    const end = (ending) => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, passOn);
      resolve(ending);
    };
    child.on('error', (error) => {
      process.stderr.write(`cannot start ${file}: ${error.message}\n`);
      end({ code: 1, signal: null });
    });
    child.on('close', (code, signal) => end({ code: code ?? 1, signal }));
  });
}

/**
 * Runs node with these arguments on our own stdio and ends as it ends: same exit code, same signal.
 * @param {readonly string[]} args
 * @param {{ readonly cwd: string }} options
 */
export async function becomeNode(args, { cwd }) {
  const { code, signal } = await run([process.execPath, ...args], { options: { cwd, stdio: 'inherit' } });
  if (signal === null) process.exit(code);
  process.kill(process.pid, signal);
  // A signal that is ignored here must not turn a killed child into a success.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
}
