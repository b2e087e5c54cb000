// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {{ readonly code: number, readonly signal: NodeJS.Signals | null }} Ending */

const orphanCheckMs = 500;
const parent = process.ppid;

/** npm passes SIGTERM on to its shell, which ends by it and passes nothing on. */
function isOrphaned() {
  return process.env['npm_lifecycle_event'] !== undefined && process.ppid !== parent;
}

/**
 * Runs node with these arguments and tells how it ended. Signals that we get are passed on to it.
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @param {(child: import('node:child_process').ChildProcess) => void} [onStart]
 * @returns {Promise<Ending>}
 */
export function node(args, options, onStart) {
  const child = spawn(process.execPath, args, options);
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    // Ctrl-C reaches the whole foreground group: passing it on would make two of one.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = /** @type {const} */ (['SIGTERM', 'SIGHUP', 'SIGINT']);
  for (const signal of signals) process.on(signal, passOn);
  const watch = setInterval(() => {
    if (isOrphaned()) child.kill('SIGTERM');
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
      process.stderr.write(`cannot start ${process.execPath}: ${error.message}\n`);
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
  const { code, signal } = await node(args, { cwd, stdio: 'inherit' });
  if (signal === null) process.exit(code);
  process.kill(process.pid, signal);
  // A signal that is ignored here must not turn a killed child into a success.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
}
