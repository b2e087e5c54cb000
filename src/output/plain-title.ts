/** Control, format (bidi controls among them) and private characters, lone surrogates, the line ends of Unicode. */
const unsafe = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/**
 * A title that a program has chosen, as one line of plain text: controls and format characters are taken out, white
 * space becomes single spaces, and what is longer than `longest` UTF-16 units is cut between two characters.
 */
export function plainTitle(text: string, longest: number): string {
  // A control character between two words keeps them apart; a format character stands inside of one.
  const words = text.replaceAll(/[\t\n\v\f\r\u{85}\p{Zl}\p{Zp}]/gu, ' ').replaceAll(unsafe, '');
  const line = words.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= longest) return line;
  const cut = line.slice(0, longest - 1).replace(/[\u{D800}-\u{DBFF}]$/u, '');
  return `${cut.trimEnd()}…`;
}
