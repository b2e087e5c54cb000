import { spawn } from 'node-pty';
import { PaneScreen } from 'panetree/pty';

// node bare-terminal.js COLS ROWS SCROLLBACK FILE [ARG...]: what the command takes in a terminal that an emulator
// follows, with nothing else in the process. Prints the milliseconds, and those of the CPU, as JSON.
const mostWaiting = 1_048_576;
const [cols = 80, rows = 24, scrollbackLines = 0] = process.argv.slice(2, 5).map(Number);
const [file = '', ...args] = process.argv.slice(5);
const screen = await PaneScreen.open({ cols, rows, scrollbackLines });
const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
const terminal = spawn(file, args, { cols, rows });
let waiting = 0;
let shown: Promise<unknown> = Promise.resolve();
terminal.onData((data) => {
  waiting += data.length;
  if (waiting > mostWaiting) terminal.pause();
  shown = show(data);
});
async function show(data: string): Promise<void> {
  await screen.write(data);
  waiting -= data.length;
  if (waiting <= mostWaiting) terminal.resume();
}

await new Promise<void>((resolve) => terminal.onExit(() => resolve()));
await shown;
// The bench reads the screen of a host as well.
screen.serialize();
const { user, system } = process.cpuUsage(cpuBefore);
console.log(JSON.stringify({ ms: performance.now() - startedAt, cpuMs: (user + system) / 1000 }));
process.exit();
