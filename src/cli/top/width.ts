const combining = /^\p{M}$/u;
/** East Asian wide and fullwidth characters, and emoji that are shown as pictures. */
const wide =
  /^[\p{Emoji_Presentation}\u{1100}-\u{115F}\u{2E80}-\u{303E}\u{3041}-\u{4DBF}\u{4E00}-\u{A4CF}\u{A960}-\u{A97C}\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF01}-\u{FF60}\u{FFE0}-\u{FFE6}\u{20000}-\u{3FFFD}]$/u;

/** How many cells of a terminal a printable text takes. Terminals differ over emoji. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
}

/** The beginning of a text, as much as fits into so many cells. */
export function firstCells(text: string, width: number): string {
  let shown = '';
  let left = width;
  for (const character of text) {
    left -= cellsOf(character);
    if (left < 0) break;
    shown += character;
  }
  return shown;
}

function cellsOf(character: string): number {
  if (character >= ' ' && character <= '~') return 1;
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
