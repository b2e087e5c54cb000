const newline = 0x0a;

export interface LineListener {
  readonly onLine: (line: string) => void;
  /** A line longer than the bound; nothing of it is kept. */
  readonly onOversized: (bytes: number) => void;
}

/** Bytes into lines, none of them longer than the bound, so that nobody’s missing newline takes the memory. */
export class LineReader {
  readonly #mostBytes: number;
  readonly #listener: LineListener;
  #parts: Buffer[] = [];
  #bytes = 0;

  constructor(mostBytes: number, listener: LineListener) {
    this.#mostBytes = mostBytes;
    this.#listener = listener;
  }

  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      this.#take(chunk.subarray(start, end));
      this.#finish();
      start = end + 1;
    }
    this.#take(chunk.subarray(start));
  }

  #take(part: Buffer): void {
    this.#bytes += part.length;
    if (this.#bytes <= this.#mostBytes) this.#parts.push(part);
    else this.#parts = [];
  }

  #finish(): void {
    const [parts, bytes] = [this.#parts, this.#bytes];
    this.#parts = [];
    this.#bytes = 0;
    if (bytes > this.#mostBytes) this.#listener.onOversized(bytes);
    else this.#listener.onLine(Buffer.concat(parts).toString().trimEnd());
  }
}
