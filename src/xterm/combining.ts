import { type Core, plainPen, type Print } from './core.js';
import { columnsOf } from '../unicode/characters.js';
import { columnsIn, follow, isLost, type Joined, joins, mostJoined } from '../unicode/clusters.js';

/** Every run that is too long has a character at one of these distances. */
const stride = mostJoined / 2;
/** None that joins a cell comes before, but marks. */
const firstEmoji = 0x2000;

/**
 * Brings characters without a width to the cell before the cursor, whatever came in between, and drops those of a full
 * cell or of none. xterm.js appends to a cell without end, and gives a column to a mark that follows an escape sequence.
 * Stands in front of the print handler, where text is decoded and chunks are cut by control sequences alone.
 */
export class CombiningBound {
  readonly #core: Core;
  readonly #print: Print;

  constructor(core: Core) {
    this.#core = core;
    const { _inputHandler: handler } = core;
    this.#print = handler.print.bind(handler);
    handler._parser.setPrintHandler((data, start, end) => this.#receive(data, start, end));
  }

  #receive(data: Uint32Array, start: number, end: number): void {
    const { wraparound } = this.#core.coreService.decPrivateModes;
    const before = this.#core._inputHandler._parser.precedingJoinState;
    const mayJoin = isMark(data[start]) || (joins(before) && (data[start] ?? 0) >= firstEmoji);
    const isPlain = wraparound && !mayJoin && !mayHoldMarks(data, start, end);
    if (isPlain) this.#print(data, start, end);
    else this.#printBounded(data, start, end);
  }

  #printBounded(data: Uint32Array, start: number, end: number): void {
    const { _parser: parser } = this.#core._inputHandler;
    const { wraparound } = this.#core.coreService.decPrivateModes;
    let joined: Joined = parser.precedingJoinState;
    let from = start;
    const printUntil = (at: number) => {
      if (at > from) this.#print(data, from, at);
      from = at;
    };
    for (let at = start; at < end; at++) {
      const code = data[at] ?? 0;
      // Without auto-wrap a wide character that does not fit is dropped, and another cell is before the cursor.
      if (isMark(code) && (joined === 0 || !wraparound)) {
        printUntil(at);
        joined = this.#cellBefore();
        parser.precedingJoinState = joined;
      }
      const next = follow(code, joined);
      if (isLost(code, next)) {
        printUntil(at);
        from = at + 1;
        continue;
      }
      const isWidened = joins(next) && columnsIn(next) > columnsIn(joined);
      if (isWidened) printUntil(at);
      joined = next;
      if (isWidened) this.#inPenOfCell(() => printUntil(at + 1));
    }
    printUntil(end);
  }

  /** A column that is added to a cell looks as the cell does, which may be of another pen. */
  #inPenOfCell(print: () => void): void {
    const { _inputHandler: handler, buffers } = this.#core;
    const { x, y, ybase, lines } = buffers.active;
    const pen = handler._curAttrData;
    const cell = { ...plainPen, content: 0, getChars: () => '' };
    handler._curAttrData = lines.get(ybase + y)?.loadCell(x - 1, cell) ?? pen;
    print();
    handler._curAttrData = pen;
  }

  /** 0: nothing is there that could be joined. */
  #cellBefore(): Joined {
    const { x, y, ybase, lines } = this.#core.buffers.active;
    const line = lines.get(ybase + y);
    if (line === undefined || x === 0) return 0;
    const column = x > 1 && line.getWidth(x - 1) === 0 ? x - 2 : x - 1;
    let joined: Joined = 0;
    for (const character of line.getString(column)) joined = follow(character.codePointAt(0) ?? 0, joined);
    // The cursor may be within a wide character.
    return columnsIn(joined) === line.getWidth(column) && column + columnsIn(joined) === x ? joined : 0;
  }
}

function isMark(code = 0): boolean {
  return columnsOf(code) === 0;
}

/** Whether a run may be too long. */
function mayHoldMarks(data: Uint32Array, start: number, end: number): boolean {
  for (let at = start + stride - 1; at < end; at += stride) if (isMark(data[at])) return true;
  return false;
}
