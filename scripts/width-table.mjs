// @ts-check
// Writes the widths of characters for src/unicode, from Unicode as this Node and get-east-asian-width have it.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const required = '17.0';
if (process.versions['unicode'] !== required) {
  throw new Error(`Unicode ${required} is needed, this Node has ${process.versions['unicode']}`);
}

const eastAsianWidth = await fromInk();

/** Spacing marks that are format characters, the soft hyphen and a filler: one column for wcwidth(3). */
const spacing = /^[\u00AD\u0600-\u0605\u06DD\u070F\u0890\u0891\u08E2\uFFA0\u{110BD}\u{110CD}]$/u;
/** Beside marks and format characters: vowels and finals of Hangul, what is reserved for variation selectors. */
const ignored = /^[\p{Mn}\p{Me}\p{Cf}\u{1160}-\u{11FF}\u{D7B0}-\u{D7FF}\u{E0000}-\u{E0FFF}]$/u;

const tables = {
  zeroWidth: (/** @type {string} */ text) => ignored.test(text) && !spacing.test(text),
  wide: (/** @type {string} */ text) => eastAsianWidth(text.codePointAt(0) ?? 0) === 2,
  emoji: (/** @type {string} */ text) =>
    /^\p{Emoji}$/u.test(text) && !/^[\d#*\p{RI}\p{Emoji_Modifier}]$/u.test(text),
  modifierBases: (/** @type {string} */ text) => /^\p{Emoji_Modifier_Base}$/u.test(text),
};

const lines = [
  `/** Ranges of Unicode ${required} as characters.ts reads them; scripts/width-table.mjs writes this file. */`,
];
for (const [name, isMember] of Object.entries(tables)) {
  lines.push(`export const ${name}: readonly string[] = [`);
  for (const line of toLines(rangesOf(isMember))) lines.push(`  '${line}',`);
  lines.push('];');
}
writeFileSync(
  fileURLToPath(new URL('../src/unicode/width-ranges.ts', import.meta.url)),
  `${lines.join('\n')}\n`,
);

/**
 * From the end of one range to the begin of the next, and how far it reaches, in base 36.
 * @param {(text: string) => boolean} isMember
 */
function rangesOf(isMember) {
  /** @type {string[]} */
  const ranges = [];
  let end = 0;
  for (let code = 0x80; code < 0x11_0000; code++) {
    if (!isIn(code)) continue;
    const start = code;
    while (isIn(code + 1)) code++;
    const further = code - start;
    ranges.push(`${(start - end).toString(36)}${further === 0 ? '' : `+${further.toString(36)}`}`);
    end = code;
  }
  return ranges;

  /** @param {number} code */
  function isIn(code) {
    const isCharacter = code < 0x11_0000 && !(code >= 0xd800 && code < 0xe000);
    return isCharacter && isMember(String.fromCodePoint(code));
  }
}

/** @param {readonly string[]} ranges */
function toLines(ranges) {
  /** @type {string[]} */
  const found = [];
  for (const range of ranges) {
    const last = found.at(-1);
    if (last === undefined || last.length + range.length > 98) found.push(range);
    else found[found.length - 1] = `${last} ${range}`;
  }
  return found;
}

/**
 * The package that `panetree top` draws with has it.
 * @returns {Promise<(code: number) => number>}
 */
async function fromInk() {
  let path = fileURLToPath(import.meta.url);
  for (const name of ['ink', 'string-width', 'get-east-asian-width']) {
    path = createRequire(path).resolve(name);
  }
  return (await import(pathToFileURL(path).href)).eastAsianWidth;
}
