// @ts-check
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, tool } from './ensure.mjs';
import { testNative } from './native-tests.mjs';
import { node } from './run-child.mjs';

/**
 * What a part of the tests has come to.
 * @typedef {{ passed: number, failed: number, skipped: number, lines: readonly string[], output?: string }} Tally
 */

/** Real processes and real cgroups, counted and timed: one after the other. */
const processes = ['contract', 'integration', 'e2e'];
/** What neither counts nor times these, and can run beside them on what time they leave. */
const beside = ['unit', 'page', 'windows', 'process-list'];
const niceness = 10;

const systems = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/**
 * All tests, in two lanes side by side. What the second one prints is held back until the first has ended. Then come
 * each skipped test with its reason, what this machine left out, and as the very last line
 * `tests: N passed, N failed, N skipped`. Gives the exit code.
 */
export async function testInLanes() {
  const first = vitest(processes, { holdsBack: false });
  // For what is started from here on.
  setPriority(niceness);
  const tallies = await Promise.all([first, testBeside()]).then((lanes) => lanes.flat());
  for (const { output } of tallies) process.stdout.write(output ?? '');
  const lines = [...tallies.flatMap((tally) => tally.lines), ...leftOut()];
  const failed = sum(tallies.map((tally) => tally.failed));
  const counts = `${sum(tallies.map(({ passed }) => passed))} passed, ${failed} failed`;
  lines.push(`tests: ${counts}, ${sum(tallies.map(({ skipped }) => skipped))} skipped`);
  process.stdout.write(`${lines.join('\n')}\n`);
  return failed === 0 ? 0 : 1;
}

async function testBeside() {
  const tally = await vitest(beside, { holdsBack: true });
  return [tally, await testNative()];
}

/**
 * @param {readonly string[]} projects
 * @param {{ readonly holdsBack: boolean }} options
 * @returns {Promise<Tally>}
 */
async function vitest(projects, { holdsBack }) {
  const directory = mkdtempSync(join(tmpdir(), 'panetree-tests-'));
  const file = join(directory, 'tally.json');
  /** @type {string[]} */ const held = [];
  try {
    const args = [tool('vitest/vitest.mjs'), 'run', ...projects.flatMap((name) => ['--project', name])];
    const ending = await node(
      args,
      {
        cwd: root,
        env: { ...process.env, PANETREE_TALLY: file },
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
 * @returns {Tally}
 */
function tallyIn(file, { code, signal }) {
  /** @type {Tally} */
  let tally;
  try {
    tally = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      lines: [`a part of the tests has not come to its end: ${String(error)}`],
    };
  }
  if ((code === 0 && signal === null) || tally.failed > 0) return tally;
  return {
    ...tally,
    failed: 1,
    lines: [...tally.lines, `vitest ended with ${signal ?? `exit code ${code}`}`],
  };
}

function leftOut() {
  return Object.entries(systems)
    .filter(([platform]) => platform !== process.platform)
    .map(([, name]) => `left out: real ${name} (this is ${process.platform})`);
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}
