import { type Buffer, type Cell, type Charset, type Core, type Pen, plainPen } from '../../xterm/core.js';
import { columnsOf } from '../../unicode/characters.js';
import { hasExtendedAttributes, hasUnderline, PenWriter } from './pen.js';
import { joinNothing, RowWriter } from './row-writer.js';
import { mouseAndModes } from './modes.js';

export interface Serialized {
  readonly core: Core;
  readonly charsets: ReadonlyMap<Charset, string>;
  /** To load cells into. */
  readonly cell: Cell;
  readonly title: string;
  /** The control sequence that has begun. */
  readonly unfinished: string;
  readonly scrollbackLines: number;
}

const designations = ['(', ')', '*', '+'];
const levels = ['\x0f', '\x0e', '\x1bn', '\x1bo'];
/** Saved with what only a link sets. */
const anyLink = ['\x1b]8;;about:blank\x1b\\', '\x1b]8;;\x1b\\'];

/** What brings a blank terminal of the same size to where this one is, row by row. */
export function* serializeScreen(screen: Serialized): Generator<string, undefined> {
  const { core, scrollbackLines, title, unfinished } = screen;
  const { normal, alt, active } = core.buffers;
  const pen = new PenWriter((id) => core._oscLinkService.getLinkData(id));
  yield* rowsOf(screen, normal, pen, Math.max(0, normal.ybase - scrollbackLines));
  yield bufferState(screen, normal, pen);
  if (active === alt) {
    // Where a resize finds the cursor of the buffer that is covered.
    yield `${cursorTo(normal.y, Math.min(normal.x, core.cols - 1))}${pen.change(plainPen)}\x1b[?1047h\x1b[H`;
    yield* rowsOf(screen, alt, pen, 0);
    yield bufferState(screen, alt, pen);
  }
  yield `${charsetState(screen, pen)}${mouseAndModes(core)}${title === '' ? '' : `\x1b]2;${title}\x07`}`;
  yield `${cursorState(screen, pen)}${unfinished}`;
}

function* rowsOf(
  screen: Serialized,
  buffer: Buffer,
  pen: PenWriter,
  from: number,
): Generator<string, undefined> {
  const { core, cell } = screen;
  const writer = new RowWriter({ buffer, cols: core.cols, rows: core.rows, cell }, pen);
  let to = buffer.ybase + core.rows;
  // Empty rows at the end are there already, unless the rows have to scroll.
  if (to - from <= core.rows) while (to > from && writer.isBlank(to - 1)) to--;
  yield* writer.rows(from, to);
}

/** Tab stops, saved cursor and scroll region, which each buffer has of its own. The cursor is left anywhere. */
function bufferState(screen: Serialized, buffer: Buffer, pen: PenWriter): string {
  const { rows, cols } = screen.core;
  const { scrollTop, scrollBottom } = buffer;
  const isWhole = scrollTop === 0 && scrollBottom === rows - 1;
  const region = isWhole ? '' : `\x1b[${scrollTop + 1};${scrollBottom + 1}r`;
  return `${tabStops(buffer, cols)}${savedCursor(screen, buffer, pen)}${region}`;
}

function tabStops({ tabs }: Buffer, cols: number): string {
  const columns = Array.from({ length: cols }, (_, column) => column);
  if (columns.every((column) => (tabs[column] === true) === (column % 8 === 0))) return '';
  const stops = columns.filter((column) => tabs[column] === true);
  return `\x1b[3g${stops.map((column) => `\x1b[${column + 1}G\x1bH`).join('')}`;
}

function savedCursor({ core, charsets }: Serialized, buffer: Buffer, pen: PenWriter): string {
  const { savedX, savedY, savedCharset, savedCurAttrData: attributes, ybase } = buffer;
  const row = Math.min(Math.max(savedY - ybase, 0), core.rows - 1);
  const { fg, bg } = attributes;
  if (row === 0 && savedX === 0 && fg === 0 && bg === 0 && savedCharset === undefined) return '';
  const saved = { fg, bg, extended: plainPen.extended };
  const [linked, unlinked] = hasExtendedAttributes(saved) && !hasUnderline(saved) ? anyLink : ['', ''];
  const name = charsets.get(savedCharset) ?? 'B';
  const [designated, ascii] = name === 'B' ? ['', ''] : [`\x1b(${name}`, '\x1b(B'];
  const at = cursorTo(row, Math.min(savedX, core.cols - 1));
  return `${at}${pen.change(withoutStyle(saved))}${designated}${linked}\x1b7${unlinked}${ascii}`;
}

/** xterm.js saves whether there is an underline, not which. */
function withoutStyle({ fg, bg, extended }: Pen): Pen {
  return { fg, bg: bg & ~0x1000_0000, extended };
}

function charsetState({ core, charsets }: Serialized, pen: PenWriter): string {
  const { charset, glevel, _charsets: sets } = core._charsetService;
  const isAsDesignated = charset === sets[glevel];
  // Restoring the cursor brings its character set back, whatever is designated.
  const isAsSaved = charset === core.buffers.active.savedCharset;
  const names = designations.map((_, level) =>
    level === glevel && !isAsDesignated && !isAsSaved ? charset : sets[level],
  );
  const designated = names.map((set, level) => {
    const name = charsets.get(set) ?? 'B';
    return name === 'B' ? '' : `\x1b${designations[level]}${name}`;
  });
  const restored = isAsDesignated || !isAsSaved ? '' : '\x1b8';
  if (restored !== '') pen.forget();
  return `${designated.join('')}${glevel === 0 ? '' : levels[glevel]}${restored}`;
}

/**
 * Cursor and pen, last of all: a cursor about to wrap gets there by its character alone, and so does a character that
 * what comes next may join or repeat.
 */
function cursorState(screen: Serialized, pen: PenWriter): string {
  const { core } = screen;
  const { _curAttrData: current, _parser: parser } = core._inputHandler;
  const { x, y, scrollTop } = core.buffers.active;
  const row = core.coreService.decPrivateModes.origin ? y - scrollTop : y;
  const mayJoin = parser.precedingJoinState !== 0 && x > 0;
  if (x < core.cols && !mayJoin) return `${cursorTo(row, x)}${pen.change(current, 'pen')}`;
  const { column, characters, deleted } = lastPrinted(screen);
  const at = `${cursorTo(row, column)}${deleted}`;
  if (!mayJoin) {
    return `${at}${pen.change(screen.cell)}${characters}${joinNothing}${pen.change(current, 'pen')}`;
  }
  // A mark joins the cell before whatever its pen is, so the two may differ.
  const mark = lastMark(characters);
  const own = mark === 0 ? '' : `${pen.change(screen.cell)}${characters.slice(0, mark)}`;
  return `${at}${own}${pen.change(current, 'pen')}${characters.slice(mark)}`;
}

/** Where the last character without a width begins that has joined others; 0: there is none. */
function lastMark(characters: string): number {
  let [last, index] = [0, 0];
  for (const character of characters) {
    if (columnsOf(character.codePointAt(0) ?? 0) === 0) last = index;
    index += character.length;
  }
  return last;
}

interface LastPrinted {
  readonly column: number;
  readonly characters: string;
  /** What makes room where it would be inserted. */
  readonly deleted: string;
}

/** The cell before the cursor, loaded, and what prints it again. */
function lastPrinted({ core, cell }: Serialized): LastPrinted {
  const { x, y, ybase, lines } = core.buffers.active;
  const line = lines.get(ybase + y);
  if (line === undefined) throw new RangeError(`the buffer has no row ${ybase + y}`);
  const isSecondHalf = x > 1 && line.getWidth(x - 1) === 0 && line.getString(x - 1) === '';
  const column = isSecondHalf ? x - 2 : x - 1;
  line.loadCell(column, cell);
  const characters = cell.getChars() || ' ';
  // Inserted, it would move what is there; what joins it is not inserted.
  const { insertMode } = core.coreService.modes;
  const deleted = insertMode ? `\x1b[${columnsOf(characters.codePointAt(0) ?? 0)}P` : '';
  return { column, characters, deleted };
}

function cursorTo(row: number, column: number): string {
  return `\x1b[${row + 1};${column + 1}H`;
}
