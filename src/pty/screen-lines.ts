import type { IBuffer, IBufferLine } from '@xterm/headless';
import type { LogicalLine, ScreenPlace } from './screen-search.js';

/** Rows as they stand there, blanks at their ends left out. */
export function readRows(buffer: IBuffer, from: number, to: number): readonly string[] {
  const rows: string[] = [];
  for (let row = from; row < to; row++) {
    rows.push(buffer.getLine(row)?.translateToString(true).trimEnd() ?? '');
  }
  return rows;
}

/** A part of a logical line: one row of it. */
interface Part {
  readonly row: number;
  readonly line: IBufferLine;
  /** Where its text begins in that of the line. */
  readonly index: number;
  readonly text: string;
}

/** What a program printed as one line, put together from the rows that it takes. */
export function* logicalLines(buffer: IBuffer): Generator<LogicalLine> {
  let parts: Part[] = [];
  for (let row = 0; row < buffer.length; row++) {
    const line = buffer.getLine(row);
    if (line === undefined) break;
    if (!line.isWrapped && parts.length > 0) {
      yield toLogical(parts);
      parts = [];
    }
    const last = parts.at(-1);
    const index = last === undefined ? 0 : last.index + last.text.length;
    parts.push({ row, line, index, text: textOf(line, buffer.getLine(row + 1)) });
  }
  if (parts.length > 0) yield toLogical(parts);
}

function textOf(line: IBufferLine, next: IBufferLine | undefined): string {
  if (next?.isWrapped !== true) return line.translateToString(true);
  // A wide character that did not fit has left the last cell of the row empty.
  const isCutShort = next.getCell(0)?.getWidth() === 2 && line.getCell(line.length - 1)?.getChars() === '';
  return line.translateToString(false, 0, isCutShort ? line.length - 1 : line.length);
}

function toLogical(parts: readonly Part[]): LogicalLine {
  return {
    text: parts.map(({ text }) => text).join(''),
    placeOf: (index, side) => {
      const part = parts.findLast((each) => each.index <= index);
      return part === undefined ? { row: 0, column: 0 } : place(part, index - part.index, side);
    },
  };
}

/** Cell by cell, because a cell may hold several characters, or be the second half of a wide one. */
function place({ row, line }: Part, index: number, side: 'start' | 'end'): ScreenPlace {
  let column = 0;
  for (let passed = 0; column < line.length; ) {
    const cell = line.getCell(column);
    const width = Math.max(1, cell?.getWidth() ?? 1);
    passed += Math.max(1, cell?.getChars().length ?? 1);
    if (passed > index) return { row, column: side === 'start' ? column : column + width };
    column += width;
  }
  return { row, column };
}
