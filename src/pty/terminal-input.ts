import { writeSync } from 'node:fs';

/** What waits for a program that does not read; beyond it, as on a line that is full, what is typed is lost. */
const mostWaitingBytes = 8_388_608;
/** What a piece takes besides its bytes, so that many small ones are bounded too. */
const pieceOverheadBytes = 256;
const [firstRetryMs, lastRetryMs] = [1, 64];

/** Where the input goes, and whether it still can. */
export interface Line {
  readonly descriptor: number;
  readonly isClosed: () => boolean;
  readonly encoding: BufferEncoding;
}

/**
 * What is on its way into a terminal. It is written only while the terminal is open, and at once: the number of a
 * descriptor that was closed meanwhile may be another file's.
 */
export class TerminalInput {
  readonly #line: Line;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  #retryMs = firstRetryMs;
  #retry: NodeJS.Timeout | undefined;

  constructor(line: Line) {
    this.#line = line;
  }

  write(data: string | Buffer): void {
    if (this.#waitingBytes > mostWaitingBytes) return;
    const piece = typeof data === 'string' ? Buffer.from(data, this.#line.encoding) : Buffer.from(data);
    this.#waiting.push(piece);
    this.#waitingBytes += piece.length + pieceOverheadBytes;
    if (this.#retry === undefined) this.#pass();
  }

  dispose(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #pass(): void {
    this.#retry = undefined;
    let passed = 0;
    for (const piece of this.#waiting) {
      const written = this.#put(piece);
      if (written === undefined) return this.dispose();
      this.#waitingBytes -= written;
      if (written < piece.length) {
        this.#waiting.splice(0, passed + 1, piece.subarray(written));
        return this.#tryAgain(passed + written);
      }
      this.#waitingBytes -= pieceOverheadBytes;
      passed++;
    }
    this.#waiting = [];
    this.#retryMs = firstRetryMs;
  }

  /** How much of it the terminal has taken; undefined: it takes nothing any more. */
  #put(piece: Buffer): number | undefined {
    const { descriptor, isClosed } = this.#line;
    if (isClosed()) return undefined;
    try {
      return piece.length === 0 ? 0 : writeSync(descriptor, piece);
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 0 : undefined;
    }
  }

  /** Less and less often while the program takes nothing. */
  #tryAgain(progress: number): void {
    this.#retryMs = progress > 0 ? firstRetryMs : Math.min(lastRetryMs, this.#retryMs * 2);
    this.#retry = setTimeout(() => this.#pass(), this.#retryMs);
  }
}
