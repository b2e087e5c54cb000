import type { PaneScreen } from '../../pty/index.js';
import type { ReadScreen } from './protocol.js';

/** Few, so that they are not much where each cell has colours of its own. */
const sampleRows = 16;
const mostTries = 6;
/** How far the estimate from the newest rows may be exceeded. */
const tolerance = 1.25;

/** Reads a screen in steps: what is visible, and of the scrollback the newest rows, as many as fit. */
export function* readInSteps(screen: PaneScreen, mostScrollback: number): Generator<undefined, ReadScreen> {
  const { cols, rows } = screen;
  const available = screen.rowCount('normal') - rows;
  const visible = (yield* serialize(screen, 0)) ?? '';
  let best = { lines: 0, data: visible };
  let lines = Math.min(available, sampleRows);
  for (let tries = 0; tries < mostTries && lines > best.lines; tries++) {
    const data = yield* serialize(screen, lines, visible.length + mostScrollback * tolerance);
    if (data === undefined) {
      lines = Math.floor((lines + best.lines) / 2);
      continue;
    }
    best = { lines, data };
    const perRow = Math.max(1, data.length - visible.length) / lines;
    lines = Math.min(available, Math.floor(mostScrollback / perRow));
  }
  return { cols, rows, data: best.data, missingRows: available - best.lines };
}

/** Undefined: it is longer than it may be. */
function* serialize(
  screen: PaneScreen,
  scrollbackLines: number,
  mostUnits = Number.POSITIVE_INFINITY,
): Generator<undefined, string | undefined> {
  const pieces: string[] = [];
  let size = 0;
  for (const piece of screen.serializeInPieces({ scrollbackLines })) {
    pieces.push(piece);
    size += piece.length;
    if (size > mostUnits) return undefined;
    yield;
  }
  return pieces.join('');
}
