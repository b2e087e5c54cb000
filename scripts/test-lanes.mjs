// @ts-check
import { setPriority } from 'node:os';
import { testNative } from './native-tests.mjs';
import { runFailedAgain } from './run-again.mjs';
import { closing } from './tallies.mjs';
import { vitest } from './vitest-run.mjs';

/** Real processes and real cgroups, counted and timed: one after the other. */
const processes = ['contract', 'integration', 'e2e'];
/** What neither counts nor times these, and can run beside them on what time they leave. */
const beside = ['unit', 'page', 'windows', 'process-list'];
const niceness = 10;

const systems = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/**
 * All tests, in two lanes side by side. What the second one prints is held back until the first has ended. Failed tests
 * then run once more, alone. Then come each skipped test with its reason, what this machine left out, and as the very
 * last line `tests: N passed, N failed, N skipped`. Gives the exit code.
 */
export async function testInLanes() {
  const first = vitest(ofProjects(processes), { holdsBack: false });
  // For what is started from here on.
  setPriority(niceness);
  const parts = await Promise.all([first, testBeside()]).then((lanes) => lanes.flat());
  for (const { output } of parts) process.stdout.write(output);
  const { lines, failed } = closing(await runFailedAgain(parts), leftOut());
  process.stdout.write(`${lines.join('\n')}\n`);
  return failed === 0 ? 0 : 1;
}

async function testBeside() {
  const tally = await vitest(ofProjects(beside), { holdsBack: true });
  return [tally, await testNative()];
}

/** @param {readonly string[]} names */
function ofProjects(names) {
  return names.flatMap((name) => ['--project', name]);
}

function leftOut() {
  return Object.entries(systems)
    .filter(([platform]) => platform !== process.platform)
    .map(([, name]) => `left out: real ${name} (this is ${process.platform})`);
}
