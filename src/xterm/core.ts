/** The internals of @xterm/headless and @xterm/xterm 6.0 behind their public API: bounds and serializing need more than that tells. */
import type {
  IBufferCell,
  IFunctionIdentifier,
  ITerminalOptions,
  IUnicodeVersionProvider,
} from '@xterm/headless';

/** Underline style and colour, and the link, of cells written with them. `_ext`: the style also under a link. */
interface Extended {
  readonly _ext: number;
  readonly urlId: number;
}

/** Colours and decoration as bits (xterm.js: common/buffer/Constants.ts). */
interface Attributes {
  readonly fg: number;
  readonly bg: number;
}

export interface Pen extends Attributes {
  readonly extended: Extended;
}

export const plainPen: Pen = { fg: 0, bg: 0, extended: { _ext: 0, urlId: 0 } };

export interface Cell extends Pen, Pick<IBufferCell, 'getChars'> {
  readonly content: number;
}

export interface Line {
  readonly length: number;
  isWrapped: boolean;
  readonly _extendedAttrs: Readonly<Record<number, Extended | undefined>>;
  loadCell(column: number, cell: Cell): Cell;
  getWidth(column: number): number;
  getString(column: number): string;
  setCellFromCodepoint(column: number, code: number, width: number, pen: Pen): void;
  resize(cols: number, fill: Cell): boolean;
  fill(cell: Cell): void;
}

export type Charset = object | undefined;

export interface Buffer {
  readonly lines: {
    readonly length: number;
    maxLength: number;
    get(row: number): Line | undefined;
    set(row: number, line: Line | undefined): void;
  };
  x: number;
  readonly y: number;
  readonly ybase: number;
  readonly scrollTop: number;
  readonly scrollBottom: number;
  readonly tabs: Readonly<Record<number, boolean | undefined>>;
  readonly savedX: number;
  savedY: number;
  readonly savedCurAttrData: Attributes;
  readonly savedCharset: Charset;
  getNullCell(pen?: Pen): Cell;
}

/** Numbers of a control sequence; the first ones are changed in place by whoever bounds them. */
export interface Params {
  readonly params: Int32Array;
}

/** Takes the payload of OSC strings (`start`, `end`) or DCS strings (`hook`, `unhook`) as it comes. */
interface StringParser {
  start?(): void;
  hook?(ident: number, params: Params): void;
  put(data: Uint32Array, start: number, end: number): void;
  end?(success: boolean, promiseResult?: boolean): unknown;
  unhook?(success: boolean, promiseResult?: boolean): unknown;
}

export type Print = (data: Uint32Array, start: number, end: number) => void;

export interface Parser {
  readonly currentState: number;
  precedingJoinState: number;
  readonly _oscParser: StringParser;
  readonly _dcsParser: StringParser;
  setPrintHandler(print: Print): void;
  reset(): void;
}

interface InputHandler {
  readonly _parser: Parser;
  _curAttrData: Pen;
  parse(data: string | Uint8Array): unknown;
  print(data: Uint32Array, start: number, end: number): void;
  selectCharset(collectAndFlag: string): boolean;
  selectDefaultCharset(): boolean;
  _eraseAttrData(): Pen;
  _restrictCursor(mostColumn?: number): void;
  _eraseInBufferLine(row: number, from: number, to: number, clearWrap?: boolean, keep?: boolean): void;
  _resetBufferLine(row: number, keepProtected?: boolean): void;
}

export interface Link {
  readonly id?: string | undefined;
  readonly uri: string;
}

interface LinkService {
  registerLink(link: Link): number;
  addLineToLink(linkId: number, row: number): void;
  getLinkData(linkId: number): Link | undefined;
}

interface UnicodeService {
  activeVersion: string;
  register(provider: IUnicodeVersionProvider): void;
}

export interface Core {
  readonly cols: number;
  readonly rows: number;
  readonly buffers: { readonly active: Buffer; readonly normal: Buffer; readonly alt: Buffer };
  readonly options: Pick<ITerminalOptions, 'convertEol' | 'cursorBlink'>;
  readonly coreService: {
    isCursorHidden: boolean;
    readonly modes: { readonly insertMode: boolean };
    readonly decPrivateModes: {
      readonly applicationCursorKeys: boolean;
      readonly applicationKeypad: boolean;
      readonly bracketedPasteMode: boolean;
      readonly cursorBlink: boolean | undefined;
      readonly cursorStyle: string | undefined;
      readonly origin: boolean;
      readonly reverseWraparound: boolean;
      readonly sendFocus: boolean;
      readonly wraparound: boolean;
    };
  };
  readonly coreMouseService: { readonly activeProtocol: string; readonly activeEncoding: string };
  readonly unicodeService: UnicodeService;
  readonly _charsetService: {
    readonly charset: Charset;
    readonly glevel: number;
    readonly _charsets: readonly Charset[];
  };
  readonly _oscLinkService: LinkService;
  readonly _inputHandler: InputHandler;
  registerCsiHandler(id: IFunctionIdentifier, handler: (params: Params) => boolean): unknown;
  registerEscHandler(id: IFunctionIdentifier, handler: () => boolean): unknown;
}

/** What another version may have moved. The rest of the interfaces stands or falls with these. */
const needed = [
  'buffers.active.lines.get',
  'buffers.normal.savedCurAttrData.fg',
  'buffers.alt.tabs',
  'buffers.active.getNullCell',
  'coreService.decPrivateModes.origin',
  'coreService.isCursorHidden',
  'coreMouseService.activeEncoding',
  'unicodeService.register',
  '_charsetService._charsets',
  '_oscLinkService.registerLink',
  '_inputHandler.parse',
  '_inputHandler.print',
  '_inputHandler.selectCharset',
  '_inputHandler._curAttrData.extended._ext',
  '_inputHandler._eraseInBufferLine',
  '_inputHandler._parser.precedingJoinState',
  '_inputHandler._parser.currentState',
  '_inputHandler._parser._oscParser.put',
  '_inputHandler._parser._dcsParser.put',
  'registerCsiHandler',
  'registerEscHandler',
];

/** Throws TypeError where the version is built otherwise. */
export function coreOf(terminal: object): Core {
  const core: unknown = Reflect.get(terminal, '_core');
  const missing = needed.find((path) => path.split('.').reduce(memberOf, core) === undefined);
  if (missing !== undefined) {
    throw new TypeError(`xterm.js 6.0 is needed: this version has no ${missing}`);
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- looked through right above
  return core as Core;
}

function memberOf(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined;
}
