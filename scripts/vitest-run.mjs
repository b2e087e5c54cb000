// @ts-check
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, tool } from './ensure.mjs';
import { run } from './run-child.mjs';

/**
 * @typedef {{ readonly holdsBack: boolean, readonly env?: NodeJS.ProcessEnv, readonly niceness?: number,
 *   readonly isolation?: import('./isolation.mjs').Isolation }} VitestOptions
 */

/**
 * Runs vitest and gives the counts of `closing-reporter.ts`. What it prints is held back on request, and given as `output`.
 * @param {readonly string[]} args
 * @param {VitestOptions} options
 * @returns {Promise<import('./tallies.mjs').Tally & { readonly output: string }>}
 */
export async function vitest(args, { holdsBack, env = {}, niceness, isolation }) {
  const directory = mkdtempSync(join(tmpdir(), 'panetree-tests-'));
  const file = join(directory, 'tally.json');
  /** @type {readonly [string, ...string[]]} */
  const command = [process.execPath, tool('vitest/vitest.mjs'), 'run', ...args];
  /** @type {string[]} */ const held = [];
  try {
    const ending = await run(isolation?.inside(command) ?? command, {
      options: {
        cwd: root,
        env: { ...process.env, ...env, PANETREE_TALLY: file },
        stdio: holdsBack ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      },
      onStart: (child) => {
        if (niceness !== undefined && child.pid !== undefined) setPriority(child.pid, niceness);
        for (const stream of [child.stdout, child.stderr]) {
          stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => held.push(text));
        }
      },
      send: (pid, signal) =>
        isolation === undefined ? process.kill(pid, signal) : isolation.signal(pid, signal),
    });
    const { files, errors } = tallyIn(file, ending);
    const left = (isolation?.remove() ?? []).map((path) => `the tests have left processes in ${path}`);
    return { files, errors: [...errors, ...left], output: held.join('') };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * A run that failed has a failure to its name, whatever it has counted.
 * @param {string} file
 * @param {import('./run-child.mjs').Ending} ending
 * @returns {import('./tallies.mjs').Tally}
 */
function tallyIn(file, { code, signal }) {
  /** @type {import('./tallies.mjs').Tally} */
  let tally;
  try {
    tally = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return { files: [], errors: [`a part of the tests has not come to its end: ${String(error)}`] };
  }
  const failed = tally.errors.length > 0 || tally.files.some(({ failures }) => failures.length > 0);
  if (signal !== null) return { ...tally, errors: [...tally.errors, `vitest ended with ${signal}`] };
  if (code === 0 || failed) return tally;
  return { ...tally, errors: [`vitest ended with exit code ${code}`] };
}
