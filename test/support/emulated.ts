import type { Buffer, Cell, Core, Line } from '../../src/xterm/core.js';
import { type Emulator, loadEmulator } from '../../src/pty/emulator/emulator.js';
import { charsetNames } from '../../src/pty/serialize/charsets.js';
import { serializeScreen } from '../../src/pty/serialize/serialize-screen.js';

export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** A terminal with all of its state to be seen. */
export interface Emulated {
  readonly emulator: Emulator;
  readonly write: (data: string | Uint8Array) => Promise<void>;
  readonly serialize: () => string;
  readonly state: () => object;
}

export async function emulated(size: Size, scrollback = 20): Promise<Emulated> {
  const emulator = await loadEmulator({ ...size, scrollback });
  const { core, terminal, input } = emulator;
  const charsets = charsetNames(core);
  const newCell = () => terminal.buffer.active.getNullCell() as unknown as Cell;
  let title = '';
  terminal.onTitleChange((to) => (title = to));
  return {
    emulator,
    write: (data) => new Promise((resolve) => input.write(data, resolve)),
    serialize: () => {
      const { unfinished } = input;
      const parts = serializeScreen({
        core,
        charsets,
        cell: newCell(),
        title,
        unfinished,
        scrollbackLines: scrollback,
      });
      return [...parts].join('');
    },
    state: () => ({ ...stateOf(core, newCell()), title, unfinished: input.unfinished }),
  };
}

/** All that somebody could see, or that decides how what comes next is shown. */
export function stateOf(core: Core, cell: Cell): object {
  const { buffers, coreService, coreMouseService, _charsetService, options, _inputHandler } = core;
  const { _curAttrData: pen, _parser: parser } = _inputHandler;
  const { isCursorHidden, modes, decPrivateModes } = coreService;
  const isAlternate = buffers.active === buffers.alt;
  return {
    normal: bufferOf(core, buffers.normal, cell),
    alternate: isAlternate ? bufferOf(core, buffers.alt, cell) : undefined,
    isCursorHidden,
    ...modes,
    ...decPrivateModes,
    synchronizedOutput: undefined,
    mouse: [coreMouseService.activeProtocol, coreMouseService.activeEncoding],
    lineFeedMode: options.convertEol,
    cursorBlinks: options.cursorBlink,
    charsets: [0, 1, 2, 3].map((level) => Object.entries(_charsetService._charsets[level] ?? {}).length),
    level: _charsetService.glevel,
    charset: Object.entries(_charsetService.charset ?? {}).length,
    pen: penOf(core, { ...pen, content: 0 } as Cell, true),
    joins: parser.precedingJoinState,
  };
}

function bufferOf(core: Core, buffer: Buffer, cell: Cell): object {
  const { cols, rows } = core;
  const { x, y, ybase, scrollTop, scrollBottom, tabs, savedX, savedY, savedCurAttrData, savedCharset } =
    buffer;
  // The alternate buffer does not wrap anew, and its first row may go on one that is gone.
  const isTold = buffer === core.buffers.normal;
  const lines = Array.from({ length: ybase + rows }, (_, row) => {
    const line = buffer.lines.get(row);
    const cells = Array.from({ length: cols }, (_cell, column) => cellOf({ core, cell }, line, column));
    // A cursor gets to the right edge by printing alone, a blank where there was nothing.
    const isAtEdge = core.buffers.active === buffer && x === cols && row === ybase + y;
    if (isAtEdge) cells[cols - 1] = cells[cols - 1]?.replace('·', ' ') ?? '';
    return `${isTold && row > 0 && line?.isWrapped ? '↪' : ' '}${cells.join('')}`;
  });
  return {
    lines,
    cursor: core.buffers.active === buffer ? [x, y] : [Math.min(x, cols - 1), y],
    region: [scrollTop, scrollBottom],
    tabs: Array.from({ length: cols }, (_, column) => column).filter((column) => tabs[column]),
    saved: [Math.min(savedX, cols - 1), Math.min(rows - 1, Math.max(0, savedY - ybase))],
    savedPen: [
      savedCurAttrData.fg >>> 26,
      (savedCurAttrData.bg >>> 26) & ~4,
      colourOf(savedCurAttrData.fg),
      colourOf(savedCurAttrData.bg),
    ],
    savedCharset: Object.entries(savedCharset ?? {}).length,
  };
}

function cellOf({ core, cell }: { core: Core; cell: Cell }, line: Line | undefined, column: number): string {
  if (line === undefined || column >= line.length) return '?';
  line.loadCell(column, cell);
  const pen = penOf(core, cell, false);
  const characters = cell.getChars();
  const isCutOff = line.getWidth(column) === 2 && line.getWidth(column + 1) !== 0;
  if (characters !== '' && !isCutOff) return pen === '' ? characters : `${characters}{${pen}}`;
  // Decoration of nothing shows as that of a blank.
  if (/^[^.]*[iuso]/.test(pen)) return ` {${pen}}`;
  const background = colourOf(cell.bg);
  return background === '' ? '·' : `·{..${background}..}`;
}

function penOf(core: Core, { fg, bg, extended }: Cell, isPen: boolean): string {
  const hasExtended = (bg & 0x1000_0000) !== 0;
  const isUnderlined = (fg & 0x1000_0000) !== 0;
  const bits = hasExtended || isPen ? extended._ext : 0;
  const style = !isUnderlined ? 0 : hasExtended || isPen ? (bits >> 26) & 7 : 1;
  const flags = [
    [fg & 0x400_0000, 'i'],
    [fg & 0x800_0000, 'b'],
    [fg & 0x2000_0000, 'k'],
    [fg & 0x4000_0000, 'v'],
    [fg & 0x8000_0000, 's'],
    [bg & 0x400_0000, 't'],
    [bg & 0x800_0000, 'd'],
    [bg & 0x2000_0000, 'p'],
    [bg & 0x4000_0000, 'o'],
    [style, `u${style}`],
  ] as const;
  const link = hasExtended ? core._oscLinkService.getLinkData(extended.urlId) : undefined;
  const parts = [
    flags
      .filter(([bit]) => bit !== 0)
      .map(([, name]) => name)
      .join(''),
    colourOf(fg),
    colourOf(bg),
    isPen || style !== 0 ? colourOf(bits) : '',
    link === undefined ? '' : `${link.id ?? ''};${link.uri}`,
  ];
  return parts.every((part) => part === '') ? '' : parts.join('.');
}

function colourOf(bits: number): string {
  const mode = (bits >> 24) & 3;
  return mode === 0 ? '' : `${mode}:${(mode === 3 ? bits & 0xff_ffff : bits & 255).toString(16)}`;
}
