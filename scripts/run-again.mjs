// @ts-check
import { Isolation } from './isolation.mjs';
import { testNative } from './native-tests.mjs';
import { afterRunAgain, namesToRunAgain, patternOf, toRunAgain } from './tallies.mjs';
import { vitest } from './vitest-run.mjs';

/** What runs in a lane by itself at first. */
const isolated = new Set(['contract', 'process-list', 'integration', 'e2e']);

/** A test that fails in each of these too fails for good. */
const mostRunsAgain = 2;

/**
 * Runs each failed test again, with no other test beside it, and gives the counts after that.
 * @param {readonly import('./tallies.mjs').Tally[]} tallies
 * @returns {Promise<readonly import('./tallies.mjs').Tally[]>}
 */
export async function runFailedAgain(tallies) {
  /** @type {Map<import('./tallies.mjs').FileTally, import('./tallies.mjs').FileTally>} */
  const results = new Map();
  for (const file of toRunAgain(tallies)) results.set(file, await runUntilPassed(file));
  return tallies.map(({ files, errors }) => ({
    files: files.map((file) => results.get(file) ?? file),
    errors,
  }));
}

/** @param {import('./tallies.mjs').FileTally} first */
async function runUntilPassed(first) {
  let tally = first;
  for (let run = 0; run < mostRunsAgain && tally.failures.length > 0; run++) tally = await runAgain(tally);
  return tally;
}

/** @param {import('./tallies.mjs').FileTally} first */
async function runAgain(first) {
  const { project, file } = first;
  process.stdout.write(`run again alone: ${first.failures.length} failed of ${file}\n`);
  const names = namesToRunAgain(first);
  const { files, errors, output } =
    project === 'native' ? await testNative({ file, names }) : await runVitestAgain({ project, file }, names);
  const after = afterRunAgain(first, errors.length > 0 ? undefined : files[0]);
  if (after.failures.length > 0) process.stdout.write(output);
  return after;
}

/**
 * @param {{ readonly project: string, readonly file: string }} place
 * @param {readonly string[] | undefined} names
 */
function runVitestAgain({ project, file }, names) {
  const selection = names === undefined ? [] : [`--testNamePattern=${patternOf(names)}`];
  // What the contract has found is kept in a file; results.ts adds to it then.
  const env = { PANETREE_RUN_AGAIN: '1' };
  const isolation = isolated.has(project) ? new Isolation('again') : undefined;
  const options = { holdsBack: true, env, ...(isolation === undefined ? {} : { isolation }) };
  return vitest(['--project', project, file, ...selection], options);
}
