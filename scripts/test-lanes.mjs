// @ts-check
import { keptOnDisk } from './kept-cache.mjs';
import { testNative } from './native-tests.mjs';
import { canHideProcesses, Isolation } from './isolation.mjs';
import { runFailedAgain } from './run-again.mjs';
import { closing } from './tallies.mjs';
import { vitest } from './vitest-run.mjs';

/**
 * Tests over real processes, in lanes that take about as long as each other. Side by side, because a test waits more than
 * it computes; each file alone in its lane, and each lane isolated. What reads all processes reads only those of its lane.
 * @type {readonly (readonly (readonly string[])[])[]}
 */
const lanes = [
  [['integration', '--shard=1/2'], ['e2e']],
  [
    ['contract', '--project', 'process-list'],
    ['integration', '--shard=2/2'],
  ],
];
/** What neither counts nor times real processes, and takes the time that those leave. */
const beside = ['unit', 'page', 'windows'];
const niceness = 10;

const systems = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

/**
 * All tests, in lanes side by side. What the others print is held back until the first has ended. Failed tests then run
 * once more, alone. Then come the skipped tests by cause, what this machine left out, and as the very last line
 * `tests: N passed, N failed, N skipped`. Gives the exit code.
 */
export async function testInLanes() {
  // Lanes that see each other's processes would end what the other one has left to be found.
  const apart = canHideProcesses() ? lanes : [lanes.flat()];
  const running = apart.map((parts, lane) => testLane(parts, lane));
  const parts = (await Promise.all([...running, testBeside()])).flat();
  for (const { output } of parts) process.stdout.write(output);
  const { lines, failed } = closing(await runFailedAgain(parts), [...leftOut(), ...keptOnDisk()]);
  process.stdout.write(`${lines.join('\n')}\n`);
  return failed === 0 ? 0 : 1;
}

/**
 * @param {readonly (readonly string[])[]} parts
 * @param {number} lane
 */
async function testLane(parts, lane) {
  const found = [];
  for (const [project = '', ...args] of parts) {
    const isolation = new Isolation(`tests-${lane}`);
    const tally = await vitest(['--project', project, ...args], { holdsBack: lane > 0, isolation });
    found.push(tally);
    // As after Ctrl-C: nothing else is to start.
    if (tally.errors.length > 0) break;
  }
  return found;
}

async function testBeside() {
  const projects = beside.flatMap((name) => ['--project', name]);
  return [await vitest(projects, { holdsBack: true, niceness }), await testNative()];
}

function leftOut() {
  return Object.entries(systems)
    .filter(([platform]) => platform !== process.platform)
    .map(([, name]) => `left out: real ${name} (this is ${process.platform})`);
}
