import { emoji, modifierBases, wide, zeroWidth } from './width-ranges.js';

/** How a character may join the one before, or the next one join it. */
export const kinds = {
  plain: 0,
  /** A digit, # or *: an emoji with a variation selector alone. */
  keycap: 1,
  emoji: 2,
  /** Takes a skin tone. */
  modifierBase: 3,
  modifier: 4,
  /** Half of a flag. */
  regional: 5,
  /** Variation selector 16, which asks for the picture of an emoji. */
  selector: 6,
  joiner: 7,
} as const;

/** Above are no characters but those of plane 14, of which none has a width. */
const tableEnd = 0x4_0000;
const ignoredBlock = 0xe0;
const plainNarrow = 1;

let table: Uint8Array | undefined;

/** Columns in the two lowest bits, the kind above. */
export function classOf(code: number): number {
  table ??= toTable();
  return table[code] ?? (code >> 12 === ignoredBlock ? 0 : plainNarrow);
}

/** What wcwidth(3) says; what nobody has assigned has one column. */
export function columnsOf(code: number): 0 | 1 | 2 {
  const columns = classOf(code) & 3;
  return columns === 0 || columns === 2 ? columns : 1;
}

function toTable(): Uint8Array {
  const classes = new Uint8Array(tableEnd).fill(plainNarrow);
  const setKind = (code: number, kind: number) => (classes[code] = (kind << 2) | ((classes[code] ?? 0) & 3));
  for (const [first, last] of readRanges(wide)) classes.fill(2, first, last + 1);
  for (const [first, last] of readRanges(zeroWidth)) classes.fill(0, first, last + 1);
  for (const [ranges, kind] of [
    [emoji, kinds.emoji],
    [modifierBases, kinds.modifierBase],
  ] as const) {
    for (const [first, last] of readRanges(ranges)) {
      for (let code = first; code <= last; code++) setKind(code, kind);
    }
  }
  for (const character of '0123456789#*') setKind(character.charCodeAt(0), kinds.keycap);
  for (let code = 0x1_f3fb; code <= 0x1_f3ff; code++) setKind(code, kinds.modifier);
  for (let code = 0x1_f1e6; code <= 0x1_f1ff; code++) setKind(code, kinds.regional);
  setKind(0xfe0f, kinds.selector);
  setKind(0x200d, kinds.joiner);
  // Control characters never get here from a terminal, and top escapes them.
  classes.fill(0, 0, 0x20).fill(0, 0x7f, 0xa0);
  return classes;
}

/** `12+3`: a range of four that begins so far after the end of the one before, in base 36. */
function* readRanges(lines: readonly string[]): Generator<readonly [first: number, last: number]> {
  let end = 0;
  for (const range of lines.join(' ').split(' ')) {
    const [distance = '', further = '0'] = range.split('+');
    const first = end + Number.parseInt(distance, 36);
    end = first + Number.parseInt(further, 36);
    yield [first, end];
  }
}
