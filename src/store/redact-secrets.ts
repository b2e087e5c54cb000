import {
  authScheme,
  isSecretName,
  mark,
  passwordOptions,
  redactKeys,
  redactUserInfo,
} from './secret-patterns.js';

/** What the words so far say about the next one. `scheme`: a secret, or a word that announces it. */
type Expectation = 'secret' | 'scheme' | 'user-info' | undefined;

interface Redacted {
  readonly text: string;
  readonly expects?: Expectation;
  /** A quotation that a secret has begun and not ended. */
  readonly open?: string | undefined;
}

const nameCharacter = /[\w.-]/;
const separator = /^(?:[|&;]+|\d?[<>].*)$/;
/** What may close behind a secret in a line for a shell. */
const closing: ReadonlySet<string | undefined> = new Set('"\'`);,]}');

/**
 * Takes secrets out of a command line: values of options, variables and headers whose names say so, passwords in URLs,
 * short password options of well-known programs, and keys of well-known form. Where a word ends is all that is known of
 * quoting, so of an unquoted secret with a space in it only the first word goes. Pure; takes time in proportion to the
 * length.
 */
export function redactSecrets(command: string): string {
  const redactor = new Redactor();
  return command
    .split(/(\s+)/)
    .map((part, index) => (index % 2 === 0 && part !== '' ? redactor.next(part) : part))
    .join('');
}

/** Reads a command line word by word. */
class Redactor {
  #expects: Expectation;
  #open: string | undefined;
  #program = '';

  next(word: string): string {
    if (this.#open !== undefined) return this.#inQuotation(word, this.#open);
    if (separator.test(word)) {
      this.#expects = undefined;
      this.#program = '';
      return word;
    }
    // Before all else: a mark ends a name, and must do so the first time as well as the second.
    const { text, expects, open } = this.#redacted(redactKeys(word), this.#expects);
    this.#expects = expects;
    this.#open = open;
    this.#follow(word);
    return text;
  }

  #inQuotation(word: string, quote: string): string {
    const end = word.indexOf(quote);
    if (end < 0) return mark;
    this.#open = undefined;
    return `${end === 0 ? '' : mark}${word.slice(end)}`;
  }

  #redacted(word: string, expects: Expectation): Redacted {
    if (expects === 'scheme' && authScheme.test(word)) return { text: word, expects: 'secret' };
    if (expects === 'user-info') return { text: redactAfterColon(word) };
    // An option has been forgotten its value, or takes none.
    if (expects !== undefined && !word.startsWith('-')) return redactValue(word);
    return this.#shortOption(word) ?? inWord(word);
  }

  #shortOption(word: string): Redacted | undefined {
    for (const { programs, option, value } of passwordOptions) {
      const [found] = option.exec(word) ?? [];
      if (found === undefined || !programs.test(this.#program)) continue;
      const rest = word.slice(found.length);
      if (rest === '') {
        return value === 'attached'
          ? undefined
          : { text: word, expects: value === 'either' ? 'secret' : value };
      }
      if (value === 'user-info') return { text: `${found}${redactAfterColon(rest)}` };
      const { text, open } = redactValue(rest);
      return { text: `${found}${text}`, open };
    }
    return undefined;
  }

  /** Which program the next options are for, as far as words can tell. */
  #follow(word: string): void {
    const name = word.slice(word.lastIndexOf('/') + 1).replace(/^["'`($]+/, '');
    if (word.endsWith(';')) this.#program = '';
    else if (passwordOptions.some(({ programs }) => programs.test(name))) this.#program = name;
  }
}

/** A word on its own: what it assigns, what it announces, what it is. */
function inWord(word: string): Redacted {
  const { text, expects, open } = redactAssignments(redactUserInfo(word));
  return { text, expects: expects ?? announced(word), open };
}

/** What an option or a bare scheme says about the word after it. */
function announced(word: string): Expectation {
  if (/^["']?bearer$/i.test(word)) return 'secret';
  const option = /^(--?)([A-Za-z][\w.-]*)$/.exec(word);
  if (option === null) return undefined;
  // `-pass 1` is a pass of an encoder.
  const [whole, dashes, name = ''] = option;
  return isSecretName(dashes === '--' ? whole : name) ? 'secret' : undefined;
}

/** `NAME=value` and `Name: value`, wherever in a word. */
function redactAssignments(word: string): Redacted {
  const parts: string[] = [];
  let taken = 0;
  for (let at = 0; at < word.length; at++) {
    const sign = word[at];
    if (sign !== '=' && sign !== ':') continue;
    const name = nameBefore(word, at, taken);
    if (name === undefined || !(sign === '=' ? isSecretName(name.text) : isHeader(name))) continue;
    const start = at + 1;
    if (start === word.length) {
      if (sign === '=') continue;
      return { text: parts.join('') + word.slice(taken), expects: 'scheme' };
    }
    if (sign === ':' && authScheme.test(word.slice(start))) {
      return { text: parts.join('') + word.slice(taken), expects: 'secret' };
    }
    const end = endOfValue(word, start, name);
    const { text, open } = redactValue(word.slice(start, end));
    parts.push(word.slice(taken, start), text);
    if (open !== undefined) return { text: parts.join(''), open };
    taken = end;
    at = end - 1;
  }
  return { text: parts.join('') + word.slice(taken) };
}

interface Name {
  readonly text: string;
  /** The character before it; empty at the beginning of a word. */
  readonly before: string;
  readonly isQuoted: boolean;
}

function nameBefore(word: string, sign: number, from: number): Name | undefined {
  const isQuoted = word[sign - 1] === '"' || word[sign - 1] === "'";
  const end = isQuoted ? sign - 1 : sign;
  let start = end;
  while (start > from && nameCharacter.test(word[start - 1] ?? '')) start--;
  if (start === end) return undefined;
  return { text: word.slice(start, end), before: word[start - 1] ?? '', isQuoted };
}

/** A colon stands in many places: only a header, a key of JSON and openssl's `pass:` are taken for names. */
function isHeader({ text, before, isQuoted }: Name): boolean {
  if (!['', '"', "'", '=', '{', ','].includes(before)) return false;
  if (/^(?:(?:proxy-)?authorization|apikey)$/i.test(text) || text === 'pass') return true;
  return isSecretName(text) && (isQuoted || text.includes('-'));
}

/** A part of a URL's query ends before the next; anything else goes on to the end of the word. */
function endOfValue(word: string, start: number, { before }: Name): number {
  const quote = word[start];
  if (quote === '"' || quote === "'") {
    const end = word.indexOf(quote, start + 1);
    return end < 0 ? word.length : end + 1;
  }
  if (before !== '?' && before !== '&') return word.length;
  const end = word.slice(start).search(/[&#]/);
  return end < 0 ? word.length : start + end;
}

/** Keeps the quotes around it. */
function redactValue(value: string): Redacted {
  const quote = value[0];
  if (quote !== '"' && quote !== "'") return { text: redactUnquoted(value) };
  const end = value.indexOf(quote, 1);
  if (end < 0) return { text: `${quote}${mark}`, open: quote };
  return { text: `${quote}${end === 1 ? '' : mark}${value.slice(end)}` };
}

function redactUnquoted(value: string): string {
  let end = value.length;
  while (end > 0 && closing.has(value[end - 1])) end--;
  return end === 0 ? value : `${mark}${value.slice(end)}`;
}

function redactAfterColon(word: string): string {
  const colon = word.indexOf(':');
  return colon < 0 ? word : `${word.slice(0, colon + 1)}${redactUnquoted(word.slice(colon + 1))}`;
}

/** `off` leaves command lines as they are. */
export function redactorOf(redaction: 'secrets' | 'off'): (command: string) => string {
  return redaction === 'off' ? (command) => command : redactSecrets;
}
