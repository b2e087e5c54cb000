import type { IBuffer } from '@xterm/headless';
import { TrackerError } from '../tracker/errors.js';
import { requireKeys } from '../tracker/known-keys.js';
import type { Cell, Charset } from '../xterm/core.js';
import { type Emulator, loadEmulator, resizeEmulator } from './emulator/emulator.js';
import { lineRangeKeys, screenKeys, searchKeys, serializeKeys } from './option-tables.js';
import {
  mostScrollback,
  requireBuffer,
  requireInteger,
  requireListener,
  requireOutput,
  requirePattern,
  requireScrollback,
  requireSize,
} from './screen-arguments.js';
import { logicalLines, readRows } from './screen-lines.js';
import { type ScreenMatch, searchLines } from './screen-search.js';
import { charsetNames } from './serialize/charsets.js';
import { serializeScreen } from './serialize/serialize-screen.js';

/** What has been written and not shown may take so much; a writer that waits never comes near. */
const mostPendingBytes = 8_388_608;
/** What a chunk takes besides its bytes, so that many small ones are bounded too. */
const chunkOverheadBytes = 256;
const longestTitle = 1024;
const mostMatches = 100_000;
/** Characters of a piece, or one row if that is longer. */
const pieceLength = 65_536;

export interface ScreenOptions {
  /** In character cells, default 80 x 24; from 2 x 1 to 1,000 x 1,000. */
  readonly cols?: number;
  readonly rows?: number;
  /** Rows kept above the visible ones, default 1,000, at most 100,000. */
  readonly scrollbackLines?: number;
  /**
   * What a terminal answers a program that asks it, where the cursor is for example. Write it to the program unless
   * another terminal does. Default: nobody is answered.
   */
  readonly onReply?: (reply: string) => void;
}

/** `shown`: what is on the screen. `normal`: what a full-screen program covers, with the scrollback. */
export type ScreenBuffer = 'shown' | 'normal';

export interface LineRange {
  /** Default 0, the oldest row held. */
  readonly from?: number;
  /** The row after the last; default: all. */
  readonly to?: number;
  /** Default `shown`. */
  readonly buffer?: ScreenBuffer;
}

export interface SearchOptions {
  /** Default 1,000. */
  readonly limit?: number;
  /** Default `shown`. */
  readonly buffer?: ScreenBuffer;
}

export interface SerializeOptions {
  /** At most so many rows above the visible ones; default: all that are held. */
  readonly scrollbackLines?: number;
}

export interface ScreenCursor {
  /** Of the visible rows, from 0. */
  readonly row: number;
  /** From 0; `cols` while the next character is going to wrap. */
  readonly column: number;
  readonly visibility: 'shown' | 'hidden';
}

/**
 * What a pane shows: a terminal without a window. Its memory is bounded by its size and its scrollback. Reading from it
 * throws TrackerError `closed` once it is disposed.
 */
export class PaneScreen {
  readonly #emulator: Emulator;
  readonly #charsets: ReadonlyMap<Charset, string>;
  readonly #pending = new Set<(outcome: 'shown' | 'dropped') => void>();
  #pendingBytes = 0;
  #droppedBytes = 0;
  #title = '';
  #directoryUrl = '';
  #isDisposed = false;

  /**
   * Rejects with InvalidArgumentError, and with TrackerError `unsupported` where the package @xterm/headless is not
   * installed or too new.
   */
  static async open(options: ScreenOptions = {}): Promise<PaneScreen> {
    requireKeys(options, 'options', screenKeys);
    const { cols = 80, rows = 24, scrollbackLines = 1000, onReply } = options;
    requireSize(cols, rows);
    requireScrollback(scrollbackLines);
    if (onReply !== undefined) requireListener(onReply, 'options.onReply');
    const emulator = await loadEmulator({ cols, rows, scrollback: scrollbackLines });
    if (onReply !== undefined) emulator.terminal.onData(onReply);
    return new PaneScreen(emulator);
  }

  private constructor(emulator: Emulator) {
    this.#emulator = emulator;
    this.#charsets = charsetNames(emulator.core);
    emulator.terminal.onTitleChange((title) => (this.#title = title.slice(0, longestTitle)));
    emulator.terminal.parser.registerOscHandler(7, (url) => {
      this.#directoryUrl = url;
      return true;
    });
  }

  get cols(): number {
    return this.#emulator.terminal.cols;
  }

  get rows(): number {
    return this.#emulator.terminal.rows;
  }

  /** As the program has set it, its first 1,024 characters; empty without one. One of over 8,192 is passed over. */
  get title(): string {
    return this.#title;
  }

  /**
   * The current directory as the program has told it (OSC 7), by convention a `file:` URL with the name of the host; empty
   * without one. One of over 8,192 characters is passed over. Not part of `serialize`.
   */
  get directoryUrl(): string {
    return this.#directoryUrl;
  }

  get cursor(): ScreenCursor {
    const { cursorY: row, cursorX: column } = this.#buffer();
    const { isCursorHidden } = this.#emulator.core.coreService;
    return { row, column, visibility: isCursorHidden ? 'hidden' : 'shown' };
  }

  /** `alternate`: a full-screen program has the screen. */
  get mode(): 'normal' | 'alternate' {
    return this.#buffer().type;
  }

  /** Bytes given up because they came faster than they could be shown. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /**
   * Resolves when it is on the screen. Whoever does not wait and is 8 MiB ahead, or writes to a disposed screen, gets
   * `dropped`; the screen may show nonsense afterwards.
   */
  async write(data: string | Uint8Array): Promise<'shown' | 'dropped'> {
    requireOutput(data);
    if (this.#isDisposed || this.#pendingBytes > mostPendingBytes) {
      this.#droppedBytes += Buffer.byteLength(data);
      return 'dropped';
    }
    const size = data.length + chunkOverheadBytes;
    this.#pendingBytes += size;
    return new Promise((resolve) => {
      this.#pending.add(resolve);
      // A copy, because the caller may use its buffer again before it is read.
      this.#emulator.input.write(typeof data === 'string' ? data : Uint8Array.from(data), () => {
        this.#pendingBytes -= size;
        this.#pending.delete(resolve);
        resolve('shown');
      });
    });
  }

  /** The visible rows, blanks at their ends and empty rows at the bottom left out. */
  text(): string {
    const buffer = this.#buffer();
    return readRows(buffer, buffer.baseY, buffer.baseY + this.rows)
      .join('\n')
      .trimEnd();
  }

  /** How many rows there are to read, the scrollback included. */
  rowCount(buffer: ScreenBuffer = 'shown'): number {
    requireBuffer(buffer);
    return this.#buffer(buffer).length;
  }

  /** The rows of a range, counted from the oldest one held. Those that there are; blanks at their ends are left out. */
  lines(range: LineRange = {}): readonly string[] {
    requireKeys(range, 'range', lineRangeKeys);
    const { buffer: which = 'shown', from = 0, to = Number.MAX_SAFE_INTEGER } = range;
    requireBuffer(which);
    requireInteger(from, 'range.from', [0, Number.MAX_SAFE_INTEGER]);
    requireInteger(to, 'range.to', [from, Number.MAX_SAFE_INTEGER]);
    const buffer = this.#buffer(which);
    return readRows(buffer, from, Math.min(to, buffer.length));
  }

  /** From the oldest row on. A line that wraps is searched as the one line it is. */
  search(pattern: string | RegExp, options: SearchOptions = {}): readonly ScreenMatch[] {
    requirePattern(pattern);
    requireKeys(options, 'options', searchKeys);
    const { limit = 1000, buffer = 'shown' } = options;
    requireInteger(limit, 'options.limit', [1, mostMatches]);
    requireBuffer(buffer);
    return searchLines(logicalLines(this.#buffer(buffer)), pattern, limit);
  }

  /**
   * What brings a fresh terminal of the same size to where this one is: rows with colours, links and scrollback, both
   * buffers, cursor and saved cursor, tab stops, character sets, modes and title. What has come of a control sequence
   * ends it, so that it is right also between two chunks of one.
   */
  serialize(options: SerializeOptions = {}): string {
    return [...this.serializeInPieces(options)].join('');
  }

  /**
   * The same in pieces of some 64 KiB, from the oldest row on, each made when it is taken. Throws TrackerError `closed`
   * when it was disposed in between; what is written in between belongs to no state in particular.
   */
  serializeInPieces(options: SerializeOptions = {}): Generator<string, undefined> {
    this.#requireOpen();
    requireKeys(options, 'options', serializeKeys);
    const { scrollbackLines = mostScrollback } = options;
    requireScrollback(scrollbackLines);
    return this.#pieces(scrollbackLines);
  }

  *#pieces(scrollbackLines: number): Generator<string, undefined> {
    const { terminal, core, input } = this.#emulator;
    const parts = serializeScreen({
      core,
      charsets: this.#charsets,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what it is behind the public API
      cell: terminal.buffer.active.getNullCell() as unknown as Cell,
      title: this.#title.replaceAll(/\p{Cc}/gu, ''),
      unfinished: input.unfinished,
      scrollbackLines,
    });
    let piece = '';
    for (const part of parts) {
      piece += part;
      if (piece.length < pieceLength) continue;
      yield piece;
      piece = '';
      this.#requireOpen();
    }
    yield piece;
  }

  /** Wraps lines anew, as far as the program does not draw its rows itself. */
  resize(cols: number, rows: number): void {
    requireSize(cols, rows);
    this.#requireOpen();
    resizeEmulator(this.#emulator, cols, rows);
  }

  /** What was written and not yet shown is dropped. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#emulator.input.dispose();
    this.#emulator.terminal.dispose();
    for (const settle of this.#pending) settle('dropped');
    this.#pending.clear();
  }

  #buffer(which: ScreenBuffer = 'shown'): IBuffer {
    this.#requireOpen();
    const { active, normal } = this.#emulator.terminal.buffer;
    return which === 'shown' ? active : normal;
  }

  #requireOpen(): void {
    if (this.#isDisposed) throw new TrackerError('closed', 'the screen is disposed');
  }
}
