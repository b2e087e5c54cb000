import type { IBuffer } from '@xterm/headless';
import { TrackerError } from '../tracker/errors.js';
import {
  requireBuffer,
  requireInteger,
  requireListener,
  requireObject,
  requireOutput,
  requirePattern,
  requireScrollback,
  requireSize,
} from './screen-arguments.js';
import { backdropOf } from './screen-backdrop.js';
import { logicalLines, readRows } from './screen-lines.js';
import { ScreenModes } from './screen-modes.js';
import { type ScreenMatch, searchLines } from './screen-search.js';
import { type Emulator, loadEmulator } from './terminal-emulator.js';

/** What has been written and not shown may take so much; a writer that waits never comes near. */
const mostPendingBytes = 8_388_608;
/** What a chunk takes besides its bytes, so that many small ones are bounded too. */
const chunkOverheadBytes = 256;
const longestTitle = 1024;
const enterAlternate = '\x1b[?1049h';
const mostMatches = 100_000;

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
  readonly #modes: ScreenModes;
  readonly #pending = new Set<(outcome: 'shown' | 'dropped') => void>();
  #pendingBytes = 0;
  #droppedBytes = 0;
  #title = '';
  #isDisposed = false;

  /**
   * Rejects with InvalidArgumentError, and with TrackerError `unsupported` where the packages @xterm/headless and
   * @xterm/addon-serialize are not installed.
   */
  static async open(options: ScreenOptions = {}): Promise<PaneScreen> {
    requireObject(options, 'options');
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
    this.#modes = new ScreenModes(emulator.terminal);
    emulator.terminal.onTitleChange((title) => (this.#title = title.slice(0, longestTitle)));
  }

  get cols(): number {
    return this.#emulator.terminal.cols;
  }

  get rows(): number {
    return this.#emulator.terminal.rows;
  }

  /** As the program has set it, its first 1,024 characters; empty without one. */
  get title(): string {
    return this.#title;
  }

  get cursor(): ScreenCursor {
    const { cursorY: row, cursorX: column } = this.#buffer();
    return { row, column, visibility: this.#modes.cursor };
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
      this.#emulator.terminal.write(typeof data === 'string' ? data : Uint8Array.from(data), () => {
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
    requireObject(range, 'range');
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
    requireObject(options, 'options');
    const { limit = 1000, buffer = 'shown' } = options;
    requireInteger(limit, 'options.limit', [1, mostMatches]);
    requireBuffer(buffer);
    return searchLines(logicalLines(this.#buffer(buffer)), pattern, limit);
  }

  /**
   * What brings a fresh terminal of the same size to where this one is: rows with colours and scrollback, both buffers,
   * cursor, modes and title.
   */
  serialize(): string {
    this.#requireOpen();
    const title = this.#title.replaceAll(/\p{Cc}/gu, '');
    const named = title === '' ? '' : `\x1b]2;${title}\x07`;
    const { terminal, serializer } = this.#emulator;
    const backdrop = backdropOf(terminal);
    // Entered in the colours the program has left, the alternate buffer would be filled and written with them.
    const entered = `\x1b[0m${enterAlternate}${backdrop}`;
    const all = serializer.serialize();
    const rows = this.mode === 'alternate' ? all.replace(enterAlternate, entered) : `${backdrop}${all}`;
    return `${rows}${this.#modes.serialize()}${named}`;
  }

  /** Wraps lines anew, as far as the program does not draw its rows itself. */
  resize(cols: number, rows: number): void {
    requireSize(cols, rows);
    this.#requireOpen();
    this.#emulator.terminal.resize(cols, rows);
  }

  /** What was written and not yet shown is dropped. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
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
