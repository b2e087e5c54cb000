import { type Link, type Pen, plainPen } from '../../xterm/core.js';

/** Bits of xterm.js (common/buffer/Constants.ts). */
const colourMode = 0x300_0000;
const [palette16, palette256] = [0x100_0000, 0x200_0000];
const hasExtended = 0x1000_0000;
const underline = 0x1000_0000;
const protectedCell = 0x2000_0000;
/** SGR by the bit of `fg` or `bg`. */
const fgFlags = [
  [0x800_0000, 1],
  [0x2000_0000, 5],
  [0x400_0000, 7],
  [0x4000_0000, 8],
  [0x8000_0000, 9],
] as const;
const bgFlags = [
  [0x800_0000, 2],
  [0x400_0000, 3],
  [0x4000_0000, 53],
] as const;
/** Inverse, underlined, struck out, and overlined: what a cell without a character shows besides its background. */
const shownByBlankFg = 0x400_0000 | underline | 0x8000_0000;
const shownByBlankBg = 0x4000_0000;

export function hasBackground({ bg }: Pick<Pen, 'bg'>): boolean {
  return (bg & colourMode) !== 0;
}

/** Colour mode and colour; equal where the backgrounds are. */
export function backgroundOf({ bg }: Pick<Pen, 'bg'>): number {
  return (bg & colourMode) === colourMode ? bg & 0x3ff_ffff : hasBackground({ bg }) ? bg & 0x300_00ff : 0;
}

/** Whether a cell without a character shows more than its background. */
export function isDecorated({ fg, bg }: Pen): boolean {
  return (fg & shownByBlankFg) !== 0 || (bg & shownByBlankBg) !== 0;
}

export function hasUnderline({ fg }: Pen): boolean {
  return (fg & underline) !== 0;
}

export function hasExtendedAttributes({ bg }: Pen): boolean {
  return (bg & hasExtended) !== 0;
}

/** The number of the link; 0: none. */
function linkOf(pen: Pen): number {
  return hasExtendedAttributes(pen) ? pen.extended.urlId : 0;
}

/**
 * Tracks the pen of the terminal that is written to. SGR says all of it each time: what differs is seldom shorter, and
 * a sequence that depends on nothing is never wrong.
 */
export class PenWriter {
  readonly #linkData: (id: number) => Link | undefined;
  /** What was written last, where colours and flags are all of it. */
  #last: Pick<Pen, 'fg' | 'bg'> | undefined = plainPen;
  #sgr = '';
  #isProtected = false;
  #link = 0;

  constructor(linkData: (id: number) => Link | undefined) {
    this.#linkData = linkData;
  }

  hasBackground = false;

  /** `cell`: the colour of an underline that is not there is left out. */
  change(pen: Pen, as: 'cell' | 'pen' = 'cell'): string {
    if (as === 'cell' && this.#last?.fg === pen.fg && this.#last.bg === pen.bg) return '';
    const { fg, bg } = pen;
    this.#last = as === 'pen' || hasExtendedAttributes(pen) ? undefined : { fg, bg };
    this.hasBackground = hasBackground(pen);
    return `${this.#changeSgr(sgrOf(pen, as), (bg & protectedCell) !== 0)}${this.#changeLink(linkOf(pen))}`;
  }

  /** Something else has changed the pen. */
  forget(): void {
    this.#last = undefined;
    this.#sgr = 'unknown';
  }

  #changeSgr(sgr: string, isProtected: boolean): string {
    if (sgr === this.#sgr && isProtected === this.#isProtected) return '';
    // SGR 0 ends the protection in xterm.js, not in others.
    const protection = isProtected ? '\x1b[1"q' : this.#isProtected ? '\x1b[2"q' : '';
    this.#sgr = sgr;
    this.#isProtected = isProtected;
    return `\x1b[${sgr}m${protection}`;
  }

  #changeLink(id: number): string {
    if (id === this.#link) return '';
    this.#link = id;
    const link = id === 0 ? undefined : this.#linkData(id);
    if (link === undefined) return '\x1b]8;;\x1b\\';
    return `\x1b]8;${link.id === undefined ? '' : `id=${link.id}`};${link.uri}\x1b\\`;
  }
}

/** Parameters of SGR after a 0; empty for the default. */
function sgrOf(pen: Pen, as: 'cell' | 'pen'): string {
  if (pen.fg === 0 && pen.bg === 0 && (as === 'cell' || pen.extended._ext === 0)) return '';
  const parts: (number | string)[] = [0];
  for (const [bit, code] of fgFlags) if ((pen.fg & bit) !== 0) parts.push(code);
  for (const [bit, code] of bgFlags) if ((pen.bg & bit) !== 0) parts.push(code);
  parts.push(...underlineOf(pen, as), ...colourOf(pen.fg, 30), ...colourOf(pen.bg, 40));
  return parts.length === 1 ? '' : parts.join(';');
}

function underlineOf(pen: Pen, as: 'cell' | 'pen'): readonly string[] {
  const { _ext: bits } = pen.extended;
  const knows = as === 'pen' || hasExtendedAttributes(pen);
  const style = !hasUnderline(pen) ? 0 : knows ? (bits >> 26) & 7 : 1;
  const parts = style === 0 ? [] : [style === 1 ? '4' : `4:${style}`];
  if (knows && (style !== 0 || as === 'pen')) parts.push(...underlineColourOf(bits));
  return parts;
}

function underlineColourOf(bits: number): readonly string[] {
  const mode = bits & colourMode;
  if (mode === 0) return [];
  return mode === colourMode
    ? [`58:2::${(bits >> 16) & 255}:${(bits >> 8) & 255}:${bits & 255}`]
    : [`58:5:${bits & 255}`];
}

function colourOf(bits: number, base: 30 | 40): readonly number[] {
  const mode = bits & colourMode;
  if (mode === 0) return [];
  if (mode === palette16) return [(bits & 8 ? base + 60 : base) + (bits & 7)];
  if (mode === palette256) return [base + 8, 5, bits & 255];
  return [base + 8, 2, (bits >> 16) & 255, (bits >> 8) & 255, bits & 255];
}
