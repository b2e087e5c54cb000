import type { Core, Line, Print } from './core.js';

/** Characters that join a cell besides its first; the stream-safe format of Unicode has 30 at most. */
const mostMarks = 16;
const firstMark = 0x300;
/** Half of a run that is too long; every such run has a character at one of these distances. */
const stride = mostMarks / 2;

/**
 * Bounds the combining characters of a cell, to which xterm.js appends without end. Stands in front of the print
 * handler, where text is decoded and chunks are cut by control sequences alone.
 */
export class CombiningBound {
  readonly #core: Core;
  readonly #print: Print;
  /** Marks at the end of what was printed last. */
  #run = 0;

  constructor(core: Core) {
    this.#core = core;
    const { _inputHandler: handler } = core;
    this.#print = handler.print.bind(handler);
    handler._parser.setPrintHandler((data, start, end) => this.#receive(data, start, end));
  }

  #receive(data: Uint32Array, start: number, end: number): void {
    const joins = this.#core._inputHandler._parser.precedingJoinState !== 0;
    if (!joins) this.#run = 0;
    if (mayHoldMarks(data, start, end) || (!joins && (data[start] ?? 0) >= firstMark)) {
      this.#printBounded(data, start, end);
      return;
    }
    this.#run = 0;
    this.#print(data, start, end);
  }

  #printBounded(data: Uint32Array, start: number, end: number): void {
    let from = start;
    for (let at = start; at < end; at++) {
      if (!this.#isMark(data[at])) {
        this.#run = 0;
        continue;
      }
      if (this.#run === 0) {
        const isPrinted = this.#wraps || at === from;
        if (!isPrinted) this.#print(data, from, at);
        if (!isPrinted) from = at;
        this.#run = this.#marksBefore(at > start);
      }
      this.#run++;
      if (this.#run <= mostMarks) continue;
      if (at > from) this.#print(data, from, at);
      from = at + 1;
    }
    if (end > from) this.#print(data, from, end);
  }

  get #wraps(): boolean {
    return this.#core.coreService.decPrivateModes.wraparound;
  }

  #isMark(code = 0): boolean {
    return code >= firstMark && this.#core.unicodeService.wcwidth(code) === 0;
  }

  /** What a run begins with: its cell may have marks already, or there is none to join and each takes one. */
  #marksBefore(isAfterText: boolean): number {
    const { _inputHandler, buffers } = this.#core;
    const { x, y, ybase, lines } = buffers.active;
    const line = lines.get(ybase + y);
    if (line === undefined) return 0;
    const joins = isAfterText || _inputHandler._parser.precedingJoinState !== 0;
    if (!joins) return Math.max(0, mostMarks - (line.length - x));
    // Without auto-wrap a wide character that does not fit is dropped, and its marks join the cell before.
    return this.#wraps ? 0 : lengthBefore(line, x);
  }
}

/** Whether a run may be too long, or go on in what is printed next. */
function mayHoldMarks(data: Uint32Array, start: number, end: number): boolean {
  for (let at = start + stride - 1; at < end; at += stride) if ((data[at] ?? 0) >= firstMark) return true;
  return (data[end - 1] ?? 0) >= firstMark;
}

function lengthBefore(line: Line, x: number): number {
  const column = x > 1 && line.getWidth(x - 1) === 0 ? x - 2 : x - 1;
  return column < 0 ? 0 : line.getString(column).length;
}
