import type { IBufferCell, IBufferLine, Terminal } from '@xterm/headless';

/**
 * What colours the rows below the last text, where a program has erased with a background: the serialize addon leaves
 * them out while nothing has scrolled. For a blank terminal; the cursor comes home.
 */
export function backdropOf({ buffer: { active }, cols, rows }: Terminal): string {
  if (active.length > rows) return '';
  const parts: string[] = [];
  for (let row = rows - 1; row >= 0; row--) {
    const line = active.getLine(row);
    if (line === undefined || line.translateToString(true) !== '') break;
    parts.push(...coloursOf(line, row, cols));
  }
  return parts.length === 0 ? '' : `${parts.join('')}\x1b[0m\x1b[H`;
}

/** Erases the cells of one background after those of the other. */
function* coloursOf(line: IBufferLine, row: number, cols: number): Generator<string, undefined> {
  const backgrounds = Array.from({ length: cols }, (_, column) => backgroundOf(line.getCell(column)));
  for (let from = 0; from < cols; ) {
    const background = backgrounds[from];
    const next = backgrounds.findIndex((each, column) => column > from && each !== background);
    const end = next === -1 ? cols : next;
    if (background !== undefined) yield `\x1b[${row + 1};${from + 1}H\x1b[${background}m\x1b[${end - from}X`;
    from = end;
  }
}

/** As SGR says it; undefined: the terminal's own. */
function backgroundOf(cell: IBufferCell | undefined): string | undefined {
  if (cell === undefined || cell.isBgDefault()) return undefined;
  const colour = cell.getBgColor();
  if (cell.isBgPalette()) return `48;5;${colour}`;
  return `48;2;${colour >> 16};${(colour >> 8) & 255};${colour & 255}`;
}
