import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { Command, PaneTracker, RootExit } from '../index.js';
import { exitOf, spawnPty } from '../pty/index.js';

const endOfInput = 0x04;
const chunkBytes = 4096;
/** Opened anew: standard input is shared with whoever started this process. */
const ownTerminal = process.platform === 'linux' ? '/proc/self/fd/0' : '/dev/tty';

/** Runs the command in a terminal of its own and stands between it and the user's: raw, byte for byte. */
export async function runInTerminal(tracker: PaneTracker, command: Command): Promise<RootExit> {
  const { stdin, stdout } = process;
  const typedBefore = goRaw();
  try {
    const terminal = await spawnPty(tracker, command.file, command.args, {
      cols: stdout.columns,
      rows: stdout.rows,
      name: process.env['TERM'] ?? 'xterm-256color',
      encoding: null,
    });
    if (typedBefore.length > 0) terminal.write(typedBefore);
    return await connect(terminal);
  } finally {
    stdin.setRawMode(false).pause().unref();
  }
}

/** Until the command has ended. */
async function connect(terminal: Awaited<ReturnType<typeof spawnPty>>): Promise<RootExit> {
  const { stdin, stdout } = process;
  const send = (data: Buffer) => terminal.write(data);
  const resize = () => terminal.resize(stdout.columns, stdout.rows);
  const resume = () => terminal.resume();
  // Before the first await: output that comes before a listener is lost.
  const exited = exitOf(terminal);
  terminal.onData((data) => {
    if (!stdout.write(data)) terminal.pause();
  });
  stdout.on('drain', resume).on('resize', resize);
  stdin.on('data', send).resume();
  try {
    return await exited;
  } finally {
    stdin.off('data', send);
    stdout.off('drain', resume).off('resize', resize);
  }
}

/**
 * Gives what was typed before. The kernel keeps a ^D of the time before raw mode as NUL (n_tty), which the command would read
 * as one.
 */
function goRaw(): Buffer {
  process.stdin.setRawMode(true);
  leaveOutputAlone();
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
function leaveOutputAlone(): void {
  spawnSync('stty', ['-opost'], { stdio: 'inherit' });
}
