// @ts-check
import { readdirSync } from 'node:fs';
import { relative } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { root } from './ensure.mjs';
import { oneLine, patternOf } from './tallies.mjs';

const directory = fileURLToPath(new URL('../test/native/', import.meta.url));

/**
 * The tests of the helper by itself, which need nothing of the library. With `file` and `names` only these.
 * @param {{ readonly file?: string, readonly names?: readonly string[] | undefined }} [selection]
 * @returns {Promise<import('./tallies.mjs').Tally & { readonly output: string }>}
 */
export async function testNative({ file, names } = {}) {
  const wanted = files().filter((each) => file === undefined || relative(root, each) === file);
  /** @type {string[]} */ const output = [];
  /** @type {import('./tallies.mjs').FileTally[]} */ const found = [];
  for (const each of wanted) found.push(await testFile(each, { names, output }));
  const count = (/** @type {(tally: import('./tallies.mjs').FileTally) => number} */ of) =>
    found.reduce((total, tally) => total + of(tally), 0);
  const [passed, failed] = [count((tally) => tally.passed), count((tally) => tally.failures.length)];
  const skipped = count((tally) => tally.skipped.length);
  output.push(`test/native: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  const errors = passed + failed + skipped === 0 ? ['test/native has not run'] : [];
  return { files: found, errors, output: output.join('') };
}

/**
 * @param {string} path
 * @param {{ readonly names: readonly string[] | undefined, readonly output: string[] }} options
 * @returns {Promise<import('./tallies.mjs').FileTally>}
 */
async function testFile(path, { names, output }) {
  const file = relative(root, path);
  /** @type {import('./tallies.mjs').Failure[]} */ const failures = [];
  /** @type {import('./tallies.mjs').Skip[]} */ const skipped = [];
  let passed = 0;
  const selection = names === undefined ? {} : { testNamePatterns: [new RegExp(patternOf(names))] };
  for await (const { type, data } of run({ files: [path], concurrency: false, ...selection })) {
    if (type === 'test:fail' && data.details.error.failureType !== 'subtestsFailed') {
      const message = inWords(data.details.error);
      output.push(`FAILED: test/native > ${data.name}\n${message}\n`);
      failures.push(toFailure(data, oneLine(message), path));
    } else if (type === 'test:pass' && !isGroup(data, path)) {
      if (data.skip === undefined) passed += 1;
      else if (names === undefined) skipped.push({ title: data.name, reason: String(data.skip) });
    }
  }
  return { project: 'native', file, passed, skipped, failures };
}

/**
 * A suite or a file that fails by itself has no test to run again by name.
 * @param {any} data
 * @param {string} message
 * @param {string} path
 * @returns {import('./tallies.mjs').Failure}
 */
function toFailure(data, message, path) {
  const { name: title } = data;
  return data.details.type === 'suite' || title === path
    ? { title, message }
    : { name: title, title, message };
}

/** A suite, or a file as a whole; one that was skipped stands for its tests. @param {any} data @param {string} path */
function isGroup(data, path) {
  const isFile = data.nesting === 0 && data.name === path;
  return isFile || (data.details.type === 'suite' && data.skip === undefined);
}

function files() {
  const names = readdirSync(directory).filter((name) => name.endsWith('.test.mjs'));
  return names.map((name) => `${directory}${name}`);
}

/** @param {any} error */
function inWords(error) {
  return String(error?.cause?.stack ?? error?.cause ?? error?.message ?? error);
}
