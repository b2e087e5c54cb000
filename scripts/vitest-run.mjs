// @ts-check
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, tool } from './ensure.mjs';
import { node } from './run-child.mjs';

/**
 * Runs vitest and gives the counts of `closing-reporter.ts`. What it prints is held back on request, and given as `output`.
 * @param {readonly string[]} args
 * @param {{ readonly holdsBack: boolean, readonly env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<import('./tallies.mjs').Tally & { readonly output: string }>}
 */
export async function vitest(args, { holdsBack, env = {} }) {
  const directory = mkdtempSync(join(tmpdir(), 'panetree-tests-'));
  const file = join(directory, 'tally.json');
  /** @type {string[]} */ const held = [];
  try {
    const ending = await node(
      [tool('vitest/vitest.mjs'), 'run', ...args],
      {
        cwd: root,
        env: { ...process.env, ...env, PANETREE_TALLY: file },
        stdio: holdsBack ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      },
      (child) => {
        for (const stream of [child.stdout, child.stderr]) {
          stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => held.push(text));
        }
      },
    );
    return { ...tallyIn(file, ending), output: held.join('') };
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
