import { classOf, columnsOf, kinds } from './characters.js';

/**
 * A character after those before it, as xterm.js packs it: bit 0: joins the cell before; bits 1 and 2: columns of the
 * cell; above: what may join next, and how many have joined. 0: nothing before.
 */
export type Joined = number;

/** Characters that join a cell besides its first; the stream-safe format of Unicode has 30 at most. */
export const mostJoined = 16;

/** What a cell is waiting for. Those up to `modifierBase` are the kinds of its last character. */
const open = { nothing: 0, emojiAfterJoiner: kinds.joiner } as const;
const noJoin = -1;

/** The next character; a cell with as many as it takes is full, and the next one begins another. */
export function follow(code: number, before: Joined): Joined {
  const found = classOf(code);
  const columns = found & 3;
  const kind = found >> 2;
  if (kind === kinds.plain && columns > 0) return columns << 1;
  const count = (before >> 6) & 31;
  const next = before === 0 || count >= mostJoined ? noJoin : openAfter((before >> 3) & 7, kind, columns);
  if (next === noJoin) return (openAlone(kind) << 3) | (Math.max(1, columns) << 1);
  const width = Math.max(columnsIn(before), joinedColumns((before >> 3) & 7, kind, columns));
  return ((count + 1) << 6) | (next << 3) | (width << 1) | 1;
}

export function joins(joined: Joined): boolean {
  return (joined & 1) !== 0;
}

/** Whether a text may join the end of another, of which an empty one says nothing. */
export function mayJoin(before: string, text: string): boolean {
  const kind = classOf(text.codePointAt(0) ?? 0) >> 2;
  const isEmoji = kind === kinds.emoji || kind === kinds.modifierBase;
  if (isEmoji) return before === '' || before.endsWith('\u200d');
  return kind === kinds.modifier || kind === kinds.regional;
}

/** Of the whole cell. */
export function columnsIn(joined: Joined): number {
  return (joined >> 1) & 3;
}

/** Whether it has no cell of its own, and there is none that it could join. */
export function isLost(code: number, joined: Joined): boolean {
  return !joins(joined) && columnsOf(code) === 0;
}

function openAlone(kind: number): number {
  return kind === kinds.keycap ||
    kind === kinds.emoji ||
    kind === kinds.modifierBase ||
    kind === kinds.regional
    ? kind
    : open.nothing;
}

/** What the cell waits for once the character has joined it. */
function openAfter(before: number, kind: number, columns: number): number {
  if (columns === 0) return openAfterMark(before, kind);
  switch (kind) {
    case kinds.modifier:
      return before === kinds.modifierBase ? kinds.emoji : noJoin;
    case kinds.emoji:
    case kinds.modifierBase:
      return before === open.emojiAfterJoiner ? kind : noJoin;
    case kinds.regional:
      return before === kinds.regional ? open.nothing : noJoin;
    default:
      return noJoin;
  }
}

/** Everything without columns joins. */
function openAfterMark(before: number, kind: number): number {
  const isEmoji = before === kinds.emoji || before === kinds.modifierBase;
  if (kind === kinds.selector && isEmoji) return before;
  if (kind === kinds.joiner && isEmoji) return open.emojiAfterJoiner;
  return isEmoji || before === open.emojiAfterJoiner ? kinds.emoji : open.nothing;
}

/** An emoji sequence is a picture of two columns, of whatever it is made. */
function joinedColumns(before: number, kind: number, columns: number): number {
  if (kind !== kinds.selector) return columns > 0 ? 2 : 0;
  return before === kinds.keycap || before === kinds.emoji || before === kinds.modifierBase ? 2 : 0;
}
