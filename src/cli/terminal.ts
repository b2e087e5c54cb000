import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { Command, PaneTracker, RootExit } from '../index.js';
import { exitOf, spawnPty } from '../pty/index.js';
import type { PassedSignals } from './passed-signals.js';

/** For a terminal that does not know its own, as a serial line. */
const usualSize = { cols: 80, rows: 24 } as const;

const endOfInput = 0x04;
const chunkBytes = 4096;
/** Opened anew: standard input is shared with whoever started this process. */
const ownTerminal = process.platform === 'linux' ? '/proc/self/fd/0' : '/dev/tty';

/** Runs the command in a terminal of its own and stands between it and the user's: raw, byte for byte. */
export async function runInTerminal(
  tracker: PaneTracker,
  command: Command,
  signals: PassedSignals,
): Promise<RootExit> {
  const { stdin, stdout } = process;
  // The terminal may go at any time, which its SIGHUP reports.
  stdin.on('error', () => undefined);
  const typedBefore = goRaw();
  try {
    const terminal = await spawnPty(tracker, command.file, command.args, {
      ...(sizeOf(stdout) ?? usualSize),
      name: process.env['TERM'] || 'xterm-256color',
      encoding: null,
    });
    if (typedBefore.length > 0) terminal.write(typedBefore);
    return await connect(terminal, signals);
  } finally {
    setRawMode(stdin, false);
    stdin.pause().unref();
  }
}

/** Until the command has ended. */
async function connect(
  terminal: Awaited<ReturnType<typeof spawnPty>>,
  signals: PassedSignals,
): Promise<RootExit> {
  const { stdin, stdout } = process;
  const write = (data: Buffer) => terminal.write(data);
  const resize = () => {
    const size = sizeOf(stdout);
    if (size !== undefined) terminal.resize(size.cols, size.rows);
  };
  const resume = () => terminal.resume();
  const send = (signal: NodeJS.Signals) => {
    if (signal === 'SIGTSTP') setRawMode(stdin, false);
    if (signal === 'SIGCONT') makeRaw(stdin);
    terminal.kill(signal);
  };
  // Before the first await: output that comes before a listener is lost.
  const exited = exitOf(terminal);
  terminal.onData((data) => {
    if (!stdout.write(data)) terminal.pause();
  });
  stdout.on('drain', resume).on('resize', resize);
  stdin.on('data', write).resume();
  signals.to({ send, terminal: 'own' });
  try {
    return await exited;
  } finally {
    signals.commandEnded();
    stdin.off('data', write);
    stdout.off('drain', resume).off('resize', resize);
  }
}

/** Undefined where a dimension is 0, which means that it is not known. */
function sizeOf({ columns, rows }: NodeJS.WriteStream): { cols: number; rows: number } | undefined {
  return columns > 0 && rows > 0 ? { cols: columns, rows } : undefined;
}

/**
 * Gives what was typed before. The kernel keeps a ^D of the time before raw mode as NUL (n_tty), which the command would read
 * as one.
 */
function goRaw(): Buffer {
  makeRaw(process.stdin);
  const typed = readWaiting();
  for (const [index, byte] of typed.entries()) if (byte === 0) typed[index] = endOfInput;
  return typed;
}

/** What the terminal holds now, read through a descriptor that does not wait for more. */
function readWaiting(): Buffer {
  const chunks: Buffer[] = [];
  let descriptor: number | undefined;
  try {
    descriptor = openSync(ownTerminal, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    for (;;) {
      const chunk = Buffer.allocUnsafe(chunkBytes);
      const size = readSync(descriptor, chunk);
      if (size === 0) break;
      chunks.push(chunk.subarray(0, size));
    }
  } catch {
    // Nothing is left, or nothing can be read: what comes later is read as ever.
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
  return Buffer.concat(chunks);
}

/**
 * Node's raw mode still turns each newline into CR LF (libuv keeps ONLCR), and the inner terminal has done so
 * already. Without stty there is one CR too many at the end of a line, which shows nowhere.
 */
function makeRaw(stdin: NodeJS.ReadStream): void {
  // Whoever has stopped panetree has set the terminal for itself meanwhile, and Node sets only what it takes for a change.
  setRawMode(stdin, false);
  setRawMode(stdin, true);
  spawnSync('stty', ['-opost'], { stdio: 'inherit' });
}

/** The terminal may have gone: then there is nothing to set, and the exit code is still the command's. */
function setRawMode(stdin: NodeJS.ReadStream, isRaw: boolean): void {
  try {
    stdin.setRawMode(isRaw);
  } catch {
    // EIO of a terminal that was hung up.
  }
}
