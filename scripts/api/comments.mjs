// @ts-check
import { readdirSync, readFileSync } from 'node:fs';

const wire = new URL('../../src/host/wire/', import.meta.url);

/**
 * What the sources say about a constant (`pane`) and about a key of it (`pane.cwd`): a schema at run time has lost it.
 * A default that a comment links to is given in words.
 * @param {Readonly<Record<string, unknown>>} defaults
 * @returns {ReadonlyMap<string, string>}
 */
export function readComments(defaults) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const file of readdirSync(wire)) addComments(readFileSync(new URL(file, wire), 'utf8'), found);
  const inWords = (/** @type {string} */ text) =>
    text.replaceAll(/\{@link (\w+)\}/g, (_, name) => wordsOf(name, defaults[name]));
  return new Map([...found].map(([name, text]) => [name, inWords(text)]));
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function wordsOf(name, value) {
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) throw new Error(`src/defaults.ts has no ${name}`);
  return value.map(({ signal, graceMs }) => `${signal} ${graceMs} ms`).join(', ');
}

/**
 * @param {string} source
 * @param {Map<string, string>} found
 */
function addComments(source, found) {
  let constant = '';
  /** @type {string | undefined} */
  let comment;
  for (const line of join(source)) {
    const started = /^(?:export )?const (\w+)/.exec(line)?.[1];
    const key = /^ {2}(\w+):/.exec(line)?.[1];
    if (started !== undefined) constant = started;
    if (comment !== undefined && started !== undefined) found.set(constant, comment);
    if (comment !== undefined && key !== undefined) found.set(`${constant}.${key}`, comment);
    comment = /^\s*\/\*\* (.+) \*\/$/.exec(line)?.[1];
  }
}

/**
 * The lines, each comment on one.
 * @param {string} source
 */
function join(source) {
  return source
    .replaceAll(/\/\*\*\n([\s\S]*?)\s*\*\//g, (_, text) => {
      const words = text.split('\n').map((/** @type {string} */ line) => line.replace(/^\s*\*\s?/, ''));
      return `/** ${words.join(' ').trim()} */`;
    })
    .split('\n');
}
