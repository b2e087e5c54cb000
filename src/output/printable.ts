/** Control and format characters (bidi controls among them), lone surrogates, and the line ends of Unicode. */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const unsafeInLines = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** JSON.stringify escapes C0 and lone surrogates itself. Its own line ends stay. */
const unsafeInJson = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/** One line for a terminal. Programs choose their names and arguments: no escape sequence in them gets through. */
export function printable(text: string): string {
  return text.replaceAll(unsafe, '\u{FFFD}');
}

/** As `printable`, with the line ends left in. */
export function printableLines(text: string): string {
  return text.replaceAll(unsafeInLines, '\u{FFFD}');
}

/** JSON with the same value as that of JSON.stringify, in which a terminal finds nothing to obey. */
export function printableJson(value: unknown, space?: number): string {
  return JSON.stringify(value, plainError, space).replaceAll(unsafeInJson, escaped);
}

/** Each UTF-16 unit as `\uXXXX`. */
export function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

/** JSON sees nothing of an error. */
function plainError(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { name: value.name, ...('code' in value && { code: value.code }), message: value.message };
}
