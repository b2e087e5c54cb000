import { printableLines } from './printable.js';

/** Of what a slow reader of standard error has not taken; more is dropped and counted. */
const mostWaitingBytes = 65_536;
const lastWaitMs = 1000;

let guarded = false;
let droppedLines = 0;
let isOutputFailureReported = false;

/**
 * Keeps a reader that has gone, a full disk or a closed terminal from ending this process: without a listener, the
 * `error` event of a standard stream is an uncaught exception.
 */
export function guardStandardStreams(): void {
  if (guarded) return;
  guarded = true;
  process.stdout.on('error', reportOutputFailure);
  process.stderr.on('error', () => undefined);
  // A terminal somebody has stopped (Ctrl-S) would otherwise block the whole process: Node writes to it synchronously.
  unblock(process.stderr);
}

/** Diagnostics, in whole lines: never throws, never waits, and drops what a slow reader leaves unread. */
export function writeError(text: string): void {
  guardStandardStreams();
  const { stderr } = process;
  if (stderr.writableLength > mostWaitingBytes) {
    droppedLines += 1;
    return;
  }
  const gap = droppedLines === 0 ? '' : `panetree: ${droppedLines} messages were dropped: nobody read them\n`;
  droppedLines = 0;
  attempt(stderr, `${gap}${printableLines(text)}`);
}

/** Results. A failure is reported on standard error once, unless the reader has simply had enough. */
export function writeOutput(text: string): void {
  guardStandardStreams();
  attempt(process.stdout, text);
}

/**
 * Lets the process end although nobody reads its standard error. Output is waited for as long as its reader takes, as
 * with any program.
 */
export function endWithoutReader(): void {
  const { stdout, stderr } = process;
  const leave = () => {
    if (stderr.writableLength > 0 && stdout.writableLength === 0) process.exit();
  };
  // An unwritten message holds the event loop open, so that the timer need not.
  setInterval(leave, lastWaitMs).unref();
}

/** Node writes to files synchronously, and then a failure is thrown. */
function attempt(stream: NodeJS.WriteStream, text: string): void {
  try {
    stream.write(text);
  } catch (error) {
    stream.emit('error', error);
  }
}

function reportOutputFailure(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || isOutputFailureReported) return;
  isOutputFailureReported = true;
  writeError(`panetree: standard output cannot be written: ${error.message}\n`);
}

/** libuv opens a terminal anew for itself, so that nobody else's descriptor becomes non-blocking. */
function unblock(stream: NodeJS.WriteStream): void {
  if (!stream.isTTY) return;
  const handle: unknown = Reflect.get(stream, '_handle');
  if (typeof handle !== 'object' || handle === null) return;
  const setBlocking: unknown = Reflect.get(handle, 'setBlocking');
  if (typeof setBlocking === 'function') Reflect.apply(setBlocking, handle, [false]);
}
