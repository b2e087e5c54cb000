import { spawnSync } from 'node:child_process';
import type { Command, PaneTracker, RootExit } from '../index.js';
import { exitOf, spawnPty } from '../pty/index.js';

/** Runs the command in a terminal of its own and stands between it and the user's: raw, byte for byte. */
export async function runInTerminal(tracker: PaneTracker, command: Command): Promise<RootExit> {
  const { stdin, stdout } = process;
  const terminal = await spawnPty(tracker, command.file, command.args, {
    cols: stdout.columns,
    rows: stdout.rows,
    name: process.env['TERM'] ?? 'xterm-256color',
    encoding: null,
  });
  const send = (data: Buffer) => terminal.write(data);
  const resize = () => terminal.resize(stdout.columns, stdout.rows);
  const resume = () => terminal.resume();
  // Before the first await: output that comes before a listener is lost.
  const exited = exitOf(terminal);
  terminal.onData((data) => {
    if (!stdout.write(data)) terminal.pause();
  });
  stdout.on('drain', resume).on('resize', resize);
  stdin.setRawMode(true);
  leaveOutputAlone();
  stdin.on('data', send).resume();
  try {
    return await exited;
  } finally {
    stdin.setRawMode(false).off('data', send).pause().unref();
    stdout.off('drain', resume).off('resize', resize);
  }
}

/**
 * Node's raw mode still turns each newline into CR LF (libuv keeps ONLCR), and the inner terminal has done so
 * already. Without stty there is one CR too many at the end of a line, which shows nowhere.
 */
function leaveOutputAlone(): void {
  spawnSync('stty', ['-opost'], { stdio: 'inherit' });
}
