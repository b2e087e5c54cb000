import { columnsIn, follow, isLost, type Joined, joins } from './clusters.js';

/** Columns that a text without control characters takes in a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  for (const { columns } of steps(text)) width += columns;
  return width;
}

/** The beginning of a text, as much as fits into so many columns. No character is cut in two. */
export function firstColumns(text: string, most: number): string {
  let width = 0;
  let fitting = 0;
  let end = 0;
  for (const { character, joined, columns } of steps(text)) {
    if (!joins(joined) && width <= most) fitting = end;
    width += columns;
    end += character.length;
    if (width > most) return text.slice(0, fitting);
  }
  return text;
}

interface Step {
  readonly character: string;
  readonly joined: Joined;
  /** That come with it. */
  readonly columns: number;
}

function* steps(text: string): Generator<Step, undefined> {
  let before: Joined = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const joined = follow(code, before);
    if (isLost(code, joined)) {
      yield { character, joined: before, columns: 0 };
      continue;
    }
    yield { character, joined, columns: columnsIn(joined) - (joins(joined) ? columnsIn(before) : 0) };
    before = joined;
  }
}
