import { StringDecoder } from 'node:string_decoder';
import type { Parser } from '../../xterm/core.js';
import { longestString } from '../../xterm/strings.js';

const ground = 0;
/** ESC, and the control characters of eight bits for ESC with P, X, [, ], ^ and _. */
const introducers: ReadonlySet<number> = new Set([0x1b, 0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f]);
const highestIntroducer = 0x9f;
/** Executed at once within a sequence; data within a DCS string. */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const executed = /[\u0000-\u001a\u001c-\u001f\u007f]/g;
/** What opens a sequence that is passed over until its end, by the byte after ESC. */
const passedOver: Readonly<Record<string, string>> = {
  '[': '\u001b[0<',
  ']': '\u001b]x',
  P: '\u001bPx',
  X: '\u001bX',
  '^': '\u001b^',
  _: '\u001b_',
};
/** Of no function that the emulator has. */
const unknownEscape = '\u001b   ';

/**
 * The control sequence that has begun and not ended. A terminal that is to go on from here is given it as well, or the
 * rest would be text to it.
 */
export class UnfinishedSequence {
  readonly #parser: Parser;
  #text = '';
  #decoder = new StringDecoder('utf8');
  #isPassedOver = false;

  constructor(parser: Parser) {
    this.#parser = parser;
  }

  get text(): string {
    return this.#text;
  }

  /** Right after the emulator has parsed it. */
  follow(data: string | Uint8Array): void {
    if (this.#parser.currentState === ground) {
      const half = typeof data === 'string' ? firstHalf(data) : '';
      if (this.#text !== half) this.#begin(half);
      return;
    }
    const text = typeof data === 'string' ? data : this.#decoder.write(Buffer.from(data));
    const start = lastIntroducer(text);
    if (start !== -1) this.#begin(text.slice(start));
    else if (!this.#isPassedOver) this.#text += clean(text, this.#text);
    this.#bound();
  }

  #begin(text: string): void {
    this.#isPassedOver = false;
    this.#text = clean(text, text);
    if (text === '') this.#decoder = new StringDecoder('utf8');
  }

  #bound(): void {
    if (this.#text.length <= longestString) return;
    this.#isPassedOver = true;
    this.#text = passedOver[kindOf(this.#text)] ?? unknownEscape;
  }
}

/** Of a character of two UTF-16 units, at the end of the text. */
function firstHalf(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last < 0xdc00 ? text.slice(-1) : '';
}

/** From the end: a sequence that has begun is short, as a rule. */
function lastIntroducer(text: string): number {
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code <= highestIntroducer && introducers.has(code)) return at;
  }
  return -1;
}

/** The byte after ESC of the 7-bit form. */
function kindOf(sequence: string): string {
  const first = sequence.charCodeAt(0);
  return first === 0x1b ? sequence.charAt(1) : String.fromCharCode(first - 0x40);
}

function clean(text: string, sequence: string): string {
  return kindOf(sequence) === 'P' ? text : text.replaceAll(executed, '');
}
