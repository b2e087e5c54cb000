// @ts-check
// The counts of a test run, per file, and what another run of the failed tests changes in them.
import { stripVTControlCharacters } from 'node:util';

/**
 * A test that has not run. Without a `reason` that is a failure of the run.
 * @typedef {{ readonly title: string, readonly reason?: string }} Skip
 * One failure. Without a `name` the file itself is broken: a failed import or a hook that throws.
 * @typedef {{ readonly name?: string, readonly title: string, readonly message: string }} Failure
 * @typedef {{ readonly project: string, readonly file: string, readonly passed: number, readonly skipped: readonly Skip[],
 *   readonly failures: readonly Failure[], readonly passedAgain?: readonly Failure[] }} FileTally
 * `errors` belong to no file: errors outside of any test, or a part of the run that ended early.
 * @typedef {{ readonly files: readonly FileTally[], readonly errors: readonly string[] }} Tally
 */

/** More failed tests than this are no accident of timing. */
export const mostToRunAgain = 15;

/**
 * The files with failed tests that run again. None when the run fails in any case.
 * @param {readonly Tally[]} tallies
 * @returns {readonly FileTally[]}
 */
export function toRunAgain(tallies) {
  if (tallies.some(({ errors }) => errors.length > 0)) return [];
  const failed = tallies.flatMap(({ files }) => files).filter(({ failures }) => failures.length > 0);
  const count = failed.flatMap(({ failures }) => failures).length;
  return count > mostToRunAgain ? [] : failed;
}

/**
 * The names of a file's failed tests; undefined where the whole file has to run.
 * @param {FileTally} tally
 * @returns {readonly string[] | undefined}
 */
export function namesToRunAgain({ failures }) {
  const names = failures.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return names.length === failures.length ? names : undefined;
}

/**
 * A file's counts after another run of its failed tests. `again` is that run; undefined if it has not come to its end.
 * @param {FileTally} first
 * @param {FileTally | undefined} again
 * @returns {FileTally}
 */
export function afterRunAgain(first, again) {
  if (again === undefined) return first;
  const names = namesToRunAgain(first);
  const allRan = names === undefined ? again.passed > 0 : ranAll(names, again);
  if (!allRan) return first;
  const failed = new Set(again.failures.map(({ title }) => title));
  const passedNow = first.failures.filter(({ title }) => !failed.has(title));
  const passedAgain = [...(first.passedAgain ?? []), ...passedNow];
  if (names === undefined) return { ...again, passedAgain };
  const passed = first.passed + passedNow.length;
  return { ...first, passed, failures: again.failures, passedAgain };
}

/**
 * A name that the other run has not found must not count as passed.
 * @param {readonly string[]} names
 * @param {FileTally} again
 */
function ranAll(names, again) {
  return again.passed + again.failures.length >= names.length;
}

/**
 * The last lines of a run; the very last is `tests: N passed, N failed, N skipped`.
 * @param {readonly Tally[]} tallies
 * @param {readonly string[]} leftOut
 * @returns {{ readonly lines: readonly string[], readonly failed: number }}
 */
export function closing(tallies, leftOut) {
  const files = tallies.flatMap((tally) => tally.files);
  const errors = tallies.flatMap((tally) => tally.errors);
  const failures = files.flatMap(({ file, failures: own }) =>
    own.map(({ title, message }) => `failed: ${file} > ${title}: ${message}`),
  );
  const failed = failures.length + errors.length;
  const skipped = files.flatMap(({ file, skipped: own }) => own.map((skip) => ({ ...skip, file })));
  const passed = files.reduce((total, file) => total + file.passed, 0);
  const passedAgain = files.flatMap((file) =>
    (file.passedAgain ?? []).map(
      ({ title, message }) =>
        `passed when run again alone: ${file.file} > ${title}, first failure: ${message}`,
    ),
  );
  const lines = [
    ...skipLines(skipped),
    ...leftOut,
    ...passedAgain,
    ...errors.map((error) => `failed: ${error}`),
    ...failures,
    `tests: ${passed} passed, ${failed} failed, ${skipped.length} skipped`,
  ];
  return { lines, failed };
}

/**
 * One line for each cause, with how many tests of which files.
 * @param {readonly (Skip & { readonly file: string })[]} skipped
 * @returns {readonly string[]}
 */
function skipLines(skipped) {
  const causes = countBy(skipped.map(({ reason }) => reason));
  return [...causes].flatMap(([cause, count]) => {
    const own = skipped.filter(({ reason }) => reason === cause);
    const names = own.map(({ file, title }) => `SKIPPED WITHOUT A REASON: ${file} > ${title}`);
    const places = [...countBy(own.map(({ file }) => file))].map(([file, of]) => `${file} (${of})`);
    return cause === undefined ? names : [`skipped ${count}: ${cause}: ${places.join(', ')}`];
  });
}

/**
 * @template T
 * @param {readonly T[]} values
 * @returns {ReadonlyMap<T, number>}
 */
function countBy(values) {
  /** @type {Map<T, number>} */ const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/**
 * A pattern that matches these full names and no others.
 * @param {readonly string[]} names
 */
export function patternOf(names) {
  const escaped = names.map((name) => name.replaceAll(/[$()*+./?[\\\]^{|}-]/g, '\\$&'));
  return `^\\s*(?:${escaped.join('|')})$`;
}

const longest = 200;

/**
 * The start of an error's message, on one line.
 * @param {string} text
 */
export function oneLine(text) {
  const line = stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
