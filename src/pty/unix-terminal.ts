import { readSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { Terminal } from './terminal.js';
import { isDeno } from './runtime.js';
import { TerminalInput } from './terminal-input.js';
import { startHolder } from './terminal-holder.js';

/** What a terminal holds of what nobody has read is far less than this (Linux: 64 kB); more is being printed now. */
const mostHeldBytes = 262_144;
const chunkBytes = 65_536;

export interface TerminalEnd {
  /** Whether what has let go of its leader may go on using the terminal, asked when its leader has ended. */
  readonly isKept: () => boolean;
  readonly onClosed: () => void;
}

/** Gives the terminal to a holder, which at last hangs up these. */
export type HandOver = (letGo: readonly number[]) => void;

/**
 * Mends what node-pty 1.1 does with a terminal at its end. Nothing on Windows, where a terminal is no descriptor: then
 * undefined.
 */
export function mendEnd(
  terminal: Terminal,
  encoding: BufferEncoding | null,
  end: TerminalEnd,
): HandOver | undefined {
  const socket: unknown = Reflect.get(terminal, '_socket');
  const descriptor: unknown = Reflect.get(terminal, 'fd');
  if (isDeno || !(socket instanceof ReadStream) || typeof descriptor !== 'number') return undefined;
  const handOver = closingBy(socket, descriptor, { ...end, leader: terminal.pid });
  const isClosed = () => socket.destroyed;
  // Some builds go on trying when the descriptor is closed, others wait in the socket; `write` leads to neither.
  const input = new TerminalInput({ descriptor, isClosed, encoding: encoding ?? 'utf8' });
  terminal.write = (data) => input.write(data);
  const resize = terminal.resize.bind(terminal);
  // A program may let go of its terminal and live on. The number of the descriptor may be another terminal's by then.
  terminal.resize = (...size) => {
    if (!isClosed()) resize(...size);
  };
  return handOver;
}

/**
 * A terminal whose program has ended is given up with whatever its reader, who may have paused it, has not taken: by
 * libuv, which takes a hang-up after a short read for the end (uv__stream_io), and by node-pty after 200 ms. So first
 * comes what it holds.
 */
function closingBy(
  socket: ReadStream,
  descriptor: number,
  { isKept, onClosed, leader }: TerminalEnd & { readonly leader: number },
): HandOver {
  const [push, destroy] = [socket.push.bind(socket), socket.destroy.bind(socket)];
  let isAtEnd = false;
  const takeTheRest = () => {
    if (isAtEnd) return;
    isAtEnd = true;
    for (const chunk of heldIn(descriptor)) push(chunk);
  };
  socket.push = (chunk, encoding) => {
    if (chunk === null) takeTheRest();
    return push(chunk, encoding);
  };
  const close = (letGo: readonly number[] | undefined) => {
    takeTheRest();
    // Hands over what was read, also while it is paused.
    while (socket.read() !== null);
    // From here on reading would wait: whoever reads next shares how the terminal is read.
    if (letGo !== undefined) startHolder(descriptor, { leader, letGo });
    onClosed();
  };
  socket.destroy = (error) => {
    if (!socket.destroyed) close(isKept() ? [] : undefined);
    return destroy(error);
  };
  return (letGo) => {
    if (socket.destroyed) return;
    close(letGo);
    destroy();
  };
}

/** What was left behind and goes on printing does not keep anybody here. */
function* heldIn(descriptor: number): Generator<Buffer, undefined> {
  for (let size = 0; size < mostHeldBytes; ) {
    const chunk = readNow(descriptor);
    if (chunk.length === 0) return;
    size += chunk.length;
    yield chunk;
  }
}

/** Empty: there is no more, now or ever. */
function readNow(descriptor: number): Buffer {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  try {
    return chunk.subarray(0, readSync(descriptor, chunk));
  } catch {
    return chunk.subarray(0, 0);
  }
}
