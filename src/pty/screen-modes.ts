import type { IFunctionIdentifier, Terminal } from '@xterm/headless';

type Params = readonly (number | readonly number[])[];

/** Rows that scroll, counted from 1. */
interface Region {
  readonly top: number;
  readonly bottom: number;
}

const cursorShown = 25;
/** Leaving the alternate buffer in any of these ways clears it. */
const alternateBuffer = [47, 1047, 1049];
/** How mouse reports are written: SGR, and SGR in pixels. */
const mouseEncodings = [1006, 1016];

/**
 * What of a terminal's state neither xterm.js nor its serialize addon tell: heard on its way in, and taken as
 * xterm.js takes it (InputHandler.ts). Of two scroll regions only that of the buffer on show is restored.
 */
export class ScreenModes {
  readonly #terminal: Terminal;
  readonly #regions = new Map<string, Region>();
  #cursor: 'shown' | 'hidden' = 'shown';
  #mouseEncoding: number | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#hear({ prefix: '?', final: 'h' }, (params) => this.#set(params));
    this.#hear({ prefix: '?', final: 'l' }, (params) => this.#unset(params));
    this.#hear({ final: 'r' }, (params) => this.#setRegion(params));
    this.#hear({ intermediates: '!', final: 'p' }, () => this.#softReset());
    terminal.parser.registerEscHandler({ final: 'c' }, () => this.#reset());
    terminal.onResize(() => this.#regions.clear());
  }

  get cursor(): 'shown' | 'hidden' {
    return this.#cursor;
  }

  /** Brings a terminal here that has been given everything else. */
  serialize(): string {
    const cursor = this.#cursor === 'hidden' ? `\x1b[?${cursorShown}l` : '';
    const mouse = this.#mouseEncoding === undefined ? '' : `\x1b[?${this.#mouseEncoding}h`;
    return `${cursor}${mouse}${this.#serializePlace()}`;
  }

  /**
   * Setting a region sends the cursor home, and so does counting rows from its top (origin mode). Without either it is
   * told again as well: the serialize addon moves it from where the last row ends, and is a column off if that is full.
   */
  #serializePlace(): string {
    const { buffer, modes, cols } = this.#terminal;
    const { type, cursorX, cursorY } = buffer.active;
    const region = this.#regions.get(type);
    // About to wrap, which it is no more once it has been placed.
    if (region === undefined && !modes.originMode && cursorX === cols) return '';
    const margins = region === undefined ? '' : `\x1b[${region.top};${region.bottom}r`;
    const firstRow = modes.originMode ? (region?.top ?? 1) : 1;
    return `${margins}\x1b[${cursorY + 2 - firstRow};${Math.min(cursorX + 1, cols)}H`;
  }

  #set(params: Params): void {
    if (params.includes(cursorShown)) this.#cursor = 'shown';
    this.#mouseEncoding = mouseEncodings.findLast((mode) => params.includes(mode)) ?? this.#mouseEncoding;
  }

  #unset(params: Params): void {
    if (params.includes(cursorShown)) this.#cursor = 'hidden';
    if (mouseEncodings.some((mode) => params.includes(mode))) this.#mouseEncoding = undefined;
    if (alternateBuffer.some((mode) => params.includes(mode))) this.#regions.delete('alternate');
  }

  #setRegion(params: Params): void {
    const { rows, buffer } = this.#terminal;
    const [first = 0, asked = 0] = params.filter((param) => typeof param === 'number');
    const top = Math.max(1, first);
    const bottom = asked === 0 || asked > rows ? rows : asked;
    if (bottom <= top) return;
    if (bottom - top === rows - 1) this.#regions.delete(buffer.active.type);
    else this.#regions.set(buffer.active.type, { top, bottom });
  }

  #softReset(): void {
    this.#cursor = 'shown';
    this.#regions.delete(this.#terminal.buffer.active.type);
  }

  #reset(): false {
    this.#cursor = 'shown';
    this.#mouseEncoding = undefined;
    this.#regions.clear();
    return false;
  }

  /** The terminal's own handler comes next. */
  #hear(id: IFunctionIdentifier, hear: (params: Params) => void): void {
    this.#terminal.parser.registerCsiHandler(id, (params) => {
      hear(params);
      return false;
    });
  }
}
