/** An agent's first lines are short; whatever is longer is no such line. */
const mostBytes = 1_048_576;
const lineEnd = 0x0a;

/** Looks at a growing text line by line until one of them gives an answer. */
export class LineSearch {
  readonly #answer: (line: string) => string | undefined;
  #rest = Buffer.alloc(0);
  /** Bytes of the lines that gave none. */
  #passed = 0;
  #found: string | undefined;

  constructor(answer: (line: string) => string | undefined) {
    this.#answer = answer;
  }

  get found(): string | undefined {
    return this.#found;
  }

  /** True when there is nothing more to look for. */
  take(bytes: Uint8Array): boolean {
    let text = Buffer.concat([this.#rest, bytes]);
    for (let end = text.indexOf(lineEnd); end >= 0; end = text.indexOf(lineEnd)) {
      if (this.#passed + end > mostBytes) return true;
      this.#found ??= this.#answer(text.toString('utf8', 0, end));
      if (this.#found !== undefined) return true;
      text = text.subarray(end + 1);
      this.#passed += end + 1;
    }
    this.#rest = text;
    return this.#passed + text.length > mostBytes;
  }
}
