/** A place on the screen. Rows are counted from the oldest one held, columns from the left, both from 0. */
export interface ScreenPlace {
  readonly row: number;
  readonly column: number;
}

/** `endRow` and `endColumn` are the place right after it, in the row it ends in. */
export interface ScreenMatch extends ScreenPlace {
  readonly endRow: number;
  readonly endColumn: number;
  readonly text: string;
}

/** What a program has printed as one line, however many rows it takes. */
export interface LogicalLine {
  readonly text: string;
  /** Of the character at an index; asked only where something was found. `end`: right after it. */
  readonly placeOf: (index: number, side: 'start' | 'end') => ScreenPlace;
}

/** From the top, at most `limit`. An expression is applied to each line by itself; its `lastIndex` is not used. */
export function searchLines(
  lines: Iterable<LogicalLine>,
  pattern: string | RegExp,
  limit: number,
): readonly ScreenMatch[] {
  const expression = toExpression(pattern);
  const matches: ScreenMatch[] = [];
  for (const line of lines) {
    for (const { 0: text, index } of line.text.matchAll(expression)) {
      if (text === '') continue;
      if (matches.length === limit) return matches;
      matches.push(toMatch(line, text, index));
    }
  }
  return matches;
}

function toMatch({ placeOf }: LogicalLine, text: string, index: number): ScreenMatch {
  const end = placeOf(index + text.length - 1, 'end');
  return { ...placeOf(index, 'start'), endRow: end.row, endColumn: end.column, text };
}

/** Sticky would find only what stands at the beginning of a line. */
function toExpression(pattern: string | RegExp): RegExp {
  if (typeof pattern === 'string') return new RegExp(pattern.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'g');
  return new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, '')}g`);
}
