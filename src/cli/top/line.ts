import { printable } from '../../output/printable.js';
import { firstColumns, textWidth } from '../../unicode/text-width.js';

export type Color = 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

export interface Style {
  readonly color?: Color | undefined;
  readonly weight?: 'bold' | 'dim' | undefined;
  readonly ground?: 'inverse' | undefined;
}

/** A piece of a line in one style. */
export interface Segment extends Style {
  readonly text: string;
}

/** One line of the screen. */
export type Line = readonly Segment[];

/** The only way onto the screen, so that nothing a program has named itself gets there as it is. */
export function segment(text: string, style: Style = {}): Segment {
  return { ...style, text: printable(text) };
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + textWidth(text), 0);
}

/** At most so wide; what is cut off is told by an ellipsis. */
export function fitted(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  if (width < 1) return [];
  let left = width - 1;
  const shown: Segment[] = [];
  for (const part of line) {
    const partWidth = textWidth(part.text);
    if (partWidth > left) return [...shown, { ...part, text: `${firstColumns(part.text, left)}…` }];
    shown.push(part);
    left -= partWidth;
  }
  return shown;
}

/** Exactly so wide. */
export function filled(line: Line, width: number, style: Style = {}): Line {
  const shown = fitted(line, width);
  const missing = width - lineWidth(shown);
  return missing <= 0 ? shown : [...shown, segment(' '.repeat(missing), style)];
}

/** The left and the right end of a line; the left one gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(right);
  return room < 1 ? fitted(left, width) : [...filled(left, room), ...right];
}

export function styled(line: Line, style: Style): Line {
  return line.map((part) => ({ ...part, ...style }));
}

export function textOf(line: Line): string {
  return line.map(({ text }) => text).join('');
}
