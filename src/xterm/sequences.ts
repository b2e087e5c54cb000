import type { Buffer, Core, Line, Params, Pen } from './core.js';

/**
 * Bounds what control sequences cost. xterm.js scrolls, tabs and repeats once for each unit of a parameter that
 * reaches two thousand millions; beyond the size of the screen nothing changes any more.
 */
export function boundSequences(core: Core): void {
  boundScrolling(core);
  // A repeated cell may hold several characters, so a row of it is enough; VTE does the same.
  for (const final of ['I', 'Z', 'b']) {
    core.registerCsiHandler({ final }, ({ params }) => {
      params[0] = Math.min(params[0] ?? 0, core.cols);
      return false;
    });
  }
  core.registerCsiHandler({ final: 'J' }, (params) => eraseAbove(core, params, false));
  core.registerCsiHandler({ prefix: '?', final: 'J' }, (params) => eraseAbove(core, params, true));
}

/** SU, SD, IL and DL. */
function boundScrolling(core: Core): void {
  const { buffers, _inputHandler: handler } = core;
  const register = (final: string, act: (buffer: Buffer, count: number) => void) =>
    core.registerCsiHandler({ final }, ({ params }) => {
      act(buffers.active, params[0] || 1);
      return true;
    });
  const atCursor = (buffer: Buffer, count: number) => {
    handler._restrictCursor();
    if (buffer.y > buffer.scrollBottom || buffer.y < buffer.scrollTop) return;
    rotate(buffer, buffer.y, count, handler._eraseAttrData());
    buffer.x = 0;
  };
  register('S', (buffer, count) => rotate(buffer, buffer.scrollTop, count, handler._eraseAttrData()));
  // In the default colours, as xterm.js has it.
  register('T', (buffer, count) => rotate(buffer, buffer.scrollTop, -count));
  register('L', (buffer, count) => atCursor(buffer, -count));
  register('M', atCursor);
}

/** Moves the rows from `top` to the end of the region up, or down by a negative count; blank rows come in. */
function rotate(buffer: Buffer, top: number, by: number, pen?: Pen): void {
  const { lines, ybase, scrollBottom } = buffer;
  const height = scrollBottom + 1 - top;
  const count = Math.min(Math.abs(by), height);
  const rows = Array.from({ length: height }, (_, row) => lines.get(ybase + top + row));
  const leaving = by > 0 ? rows.splice(0, count) : rows.splice(height - count);
  for (const line of leaving) blank(line, buffer, pen);
  const moved = by > 0 ? [...rows, ...leaving] : [...leaving, ...rows];
  for (const [row, line] of moved.entries()) lines.set(ybase + top + row, line);
}

function blank(line: Line | undefined, buffer: Buffer, pen: Pen | undefined): void {
  if (line === undefined) return;
  line.fill(buffer.getNullCell(pen));
  line.isWrapped = false;
}

/**
 * ED 1, which in xterm.js 6.0 throws at the last cell of a screen that has not scrolled, and ED 3, which leaves the saved
 * cursor as many rows too low as it takes away.
 */
function eraseAbove(core: Core, { params }: Params, keepsProtected: boolean): boolean {
  const { cols, rows, _inputHandler: handler } = core;
  const { active } = core.buffers;
  const { lines, ybase } = active;
  if (params[0] === 3) active.savedY = Math.max(0, active.savedY - Math.max(0, lines.length - rows));
  if (params[0] !== 1) return false;
  handler._restrictCursor(cols);
  const { x, y } = active;
  handler._eraseInBufferLine(y, 0, x + 1, true, keepsProtected);
  const next = ybase + y + 1 < lines.length ? lines.get(ybase + y + 1) : undefined;
  if (x + 1 >= cols && next !== undefined) next.isWrapped = false;
  for (let row = 0; row < y; row++) handler._resetBufferLine(row, keepsProtected);
  return true;
}
