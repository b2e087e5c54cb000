import { type Buffer, type Cell, type Line, plainPen } from '../../xterm/core.js';
import { mayJoin } from '../../unicode/clusters.js';
import { backgroundOf, hasBackground, isDecorated, type PenWriter } from './pen.js';

export interface Sheet {
  readonly buffer: Buffer;
  readonly cols: number;
  readonly rows: number;
  /** To load cells into. */
  readonly cell: Cell;
}

/** No control function of its own, and an emoji after it joins no other. */
export const joinNothing = '\x1b\\';

function widthOf({ content }: Cell): number {
  return content >> 22;
}

/** Writes rows of a buffer into one that is blank, the cursor in the first column of the first of them. */
export class RowWriter {
  readonly #sheet: Sheet;
  readonly #pen: PenWriter;

  constructor(sheet: Sheet, pen: PenWriter) {
    this.#sheet = sheet;
    this.#pen = pen;
  }

  /** One text a row; `to` is the row after the last. */
  *rows(from: number, to: number): Generator<string, undefined> {
    // The row before can be written to only while it is visible.
    const canForce = this.#sheet.rows > 1;
    for (let row = from; row < to; ) {
      const end = this.#endOfLine(row, to);
      const isForced = canForce && !this.#wrapsByItself(row, end);
      for (; row < end; row++) {
        const isInside = row + 1 < end;
        const before = isInside && isForced ? this.#forceWrap() : '';
        const content = this.#content(this.#line(row));
        const after = isInside ? (isForced ? '\r\x1b[B' : '') : row + 1 < to ? this.#newLine() : '';
        yield `${before}${content}${after}`;
      }
    }
  }

  /** Whether nothing has to be written for it. */
  isBlank(row: number): boolean {
    const { cols, cell } = this.#sheet;
    const line = this.#line(row);
    if (line.isWrapped) return false;
    for (let column = 0; column < cols; column++) {
      line.loadCell(column, cell);
      if (!isEmpty(cell) || isDecorated(cell) || hasBackground(cell)) return false;
    }
    return true;
  }

  #line(row: number): Line {
    const line = this.#sheet.buffer.lines.get(row);
    if (line === undefined) throw new RangeError(`the buffer has no row ${row}`);
    return line;
  }

  #endOfLine(row: number, to: number): number {
    let end = row + 1;
    while (end < to && this.#line(end).isWrapped) end++;
    return end;
  }

  #wrapsByItself(from: number, end: number): boolean {
    for (let row = from; row + 1 < end; row++) {
      if (!this.#reachesEdge(this.#line(row), this.#line(row + 1))) return false;
    }
    return true;
  }

  /** A row that scrolls in with a background would be filled with it. */
  #reachesEdge(line: Line, next: Line): boolean {
    const { cols, cell } = this.#sheet;
    next.loadCell(0, cell);
    const width = widthOf(cell);
    if (isEmpty(cell) || width === 0 || hasBackground(cell)) return false;
    const leavesPlainBlank = width === 2 && !isDecorated(cell);
    if (this.#isFilled(line, cols - 1)) return true;
    // One column is not enough for a wide character, which leaves it blank, decorated as it is itself.
    if (!leavesPlainBlank || !this.#isFilled(line, cols - 2)) return false;
    line.loadCell(cols - 1, cell);
    return isEmpty(cell) && !hasBackground(cell) && !isDecorated(cell);
  }

  /** By a character of its own, or by the second half of one. */
  #isFilled(line: Line, column: number): boolean {
    const { cell } = this.#sheet;
    if (column < 0) return false;
    line.loadCell(column, cell);
    if (!isEmpty(cell)) return !this.#isCutOff(line, column);
    return widthOf(cell) === 0 && column > 0 && line.getWidth(column - 1) === 2;
  }

  /** A wide character that has lost its second half. */
  #isCutOff(line: Line, column: number): boolean {
    if (line.getWidth(column) !== 2) return false;
    return column + 1 >= this.#sheet.cols || line.getWidth(column + 1) !== 0;
  }

  /** Only what is printed wraps: two blanks, taken away again. The cursor comes back to where it was. */
  #forceWrap(): string {
    const { cols } = this.#sheet;
    return `${this.#pen.change(plainPen)}\x1b[${cols}G  \r\x1b[X\x1b[A\x1b[${cols}G\x1b[X\r`;
  }

  #newLine(): string {
    return `${this.#pen.hasBackground ? this.#pen.change(plainPen) : ''}\r\n`;
  }

  #content(line: Line): string {
    const { cols, cell } = this.#sheet;
    let text = '';
    let gap = 0;
    for (let column = 0; column < cols; ) {
      line.loadCell(column, cell);
      const isShown = !isEmpty(cell) && !this.#isCutOff(line, column);
      if (!isShown && !isDecorated(cell)) {
        const size = hasBackground(cell) ? this.#blankRun(line, column) : 0;
        line.loadCell(column, cell);
        if (size > 0) text += `${forward(gap)}${this.#pen.change(cell)}\x1b[${size}X`;
        gap = size > 0 ? size : gap + 1;
        column += Math.max(1, size);
        continue;
      }
      const characters = isShown ? cell.getChars() : ' ';
      text += `${forward(gap)}${this.#pen.change(cell)}`;
      text += `${mayJoin(text, characters) ? joinNothing : ''}${characters}`;
      gap = 0;
      column += isShown ? Math.max(1, widthOf(cell)) : 1;
    }
    return text;
  }

  /** Columns without a character and with one background. */
  #blankRun(line: Line, start: number): number {
    const { cols, cell } = this.#sheet;
    const background = backgroundOf(cell);
    let column = start + 1;
    for (; column < cols; column++) {
      line.loadCell(column, cell);
      if (!isEmpty(cell) || isDecorated(cell) || backgroundOf(cell) !== background) break;
    }
    return column - start;
  }
}

function isEmpty({ content }: Cell): boolean {
  return (content & 0x3f_ffff) === 0;
}

function forward(columns: number): string {
  return columns === 0 ? '' : `\x1b[${columns}C`;
}
