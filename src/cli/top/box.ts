import type { Dialog } from './dialog.js';
import { filled, fitted, type Line, lineWidth, segment } from './line.js';

const borders = 2;

/** The dialog with a border around it, at most so high. What there is no room for is counted. */
export function boxed(
  { title, color, lines, closing }: Dialog,
  width: number,
  mostRows: number,
): readonly Line[] {
  const inner = width - 4;
  const style = { color };
  const side = segment('│', style);
  const row = (line: Line): Line => [side, segment(' '), ...filled(line, inner), segment(' '), side];
  const head = fitted([segment(` ${title} `, { ...style, weight: 'bold' })], width - 4);
  const rule = '─'.repeat(Math.max(0, width - 3 - lineWidth(head)));
  return [
    [segment('┌─', style), ...head, segment(`${rule}┐`, style)],
    ...shortened(lines, mostRows - borders - 1).map(row),
    row(closing),
    [segment(`└${'─'.repeat(Math.max(0, width - 2))}┘`, style)],
  ];
}

function shortened(lines: readonly Line[], most: number): readonly Line[] {
  if (lines.length <= most) return lines;
  const shown = lines.slice(0, Math.max(0, most - 1));
  const left = lines.length - shown.length;
  return most < 1 ? [] : [...shown, [segment(`… and ${left} more lines`, { weight: 'dim' })]];
}
