import { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import type { Size } from './scene.js';

/** The other screen, which leaves what was on the first one alone; lines that are too long do not wrap. */
const enter = '\u001B[?1049h\u001B[?7l\u001B[2J\u001B[H';
const leave = '\u001B[?7h\u001B[?1049l\u001B[?25h';
const clear = '\u001B[2J\u001B[H';

/**
 * What ink draws on. It has no number of rows: ink would take more lines than that for a reason to clear the
 * scrollback of the terminal. Its `resize` comes after the screen has been cleared and drawn anew.
 */
export class Canvas extends Writable {
  readonly isTTY = true;
  readonly #terminal: WriteStream;
  #isEntered = false;

  constructor(terminal: WriteStream) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
  }

  /** A terminal that was never told its size has none. */
  get size(): Size {
    const { columns, rows } = this.#terminal;
    return { cols: columns || 80, rows: rows || 24 };
  }

  get columns(): number {
    return this.size.cols;
  }

  enter(): void {
    this.#isEntered = true;
    this.#terminal.write(enter);
  }

  clear(): void {
    this.#terminal.write(clear);
  }

  /** Idempotent: also called when this process ends in another way. */
  leave(): void {
    if (!this.#isEntered) return;
    this.#isEntered = false;
    this.#terminal.write(leave);
  }

  override _write(
    chunk: string | Buffer,
    _encoding: string,
    onWritten: (error?: Error | null) => void,
  ): void {
    this.#terminal.write(chunk, onWritten);
  }
}
