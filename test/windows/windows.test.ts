import { afterAll, beforeAll, describe, type RunnerTestSuite, test } from 'vitest';
import { allCases } from '../contract/cases/index.js';
import { Results } from '../contract/results.js';
import { system } from './given.js';
import { notAsked, notHeld } from './left-out.js';
import { type CaseTold, isCase, isFigure, isSays, type Told } from './outcome.js';
import { openSystem, type WindowsSystem, whyNoSystem } from './system.js';
import { windowsCases } from './windows-cases.js';

const unavailable = whyNoSystem();
/** The first time a Windows is made, and its Node is fetched. */
const setUpMs = 240_000;
/** Less than a second a case; a busy machine takes several times as long. */
const limitMs = 600_000;
/** As many as do not get into each other's way on two cores. */
const runners = 2;

/** Those that need an escape or an exec cannot be asked, and those that need faults are held in memory. */
const contractCases = allCases.filter(
  ({ name, needs }) => needs === undefined && notAsked[name] === undefined,
);

describe(`windows-job in ${system}`, () => {
  let windows: WindowsSystem | undefined;
  let told: readonly Told[] = [];
  const results = new Results(
    'windows-job',
    contractCases.map(({ name }) => name),
  );
  const outcomeOf = (name: string) => told.filter(isCase).find((each) => each.name === name);

  beforeAll(
    // oxlint-disable-next-line no-empty-pattern -- vitest reads the first parameter, and wants a pattern
    async ({}, suite) => {
      if (unavailable !== undefined) return;
      windows = await openSystem();
      windows.select(namesOf(suite));
      // What loads the machine comes first, and alone.
      told = [...(await windows.run(['windows'], limitMs)), ...(await runContract(windows))];
      for (const { name, ms } of told.filter(isFigure)) process.stdout.write(`${name}: ${ms} ms\n`);
    },
    setUpMs + 2 * limitMs,
  );
  afterAll(() => windows?.close(), setUpMs);

  for (const { rule, name } of windowsCases) {
    test(`rule ${rule}: ${name}`, ({ skip }) => {
      if (unavailable !== undefined) skip(unavailable);
      requirePassed(outcomeOf(name));
    });
  }

  for (const { rule, name } of contractCases) {
    const reason = notHeld[system][name];
    test(`rule ${rule}: ${name}${reason === undefined ? '' : ` [not held: ${reason}]`}`, ({ skip }) => {
      if (unavailable !== undefined) skip(unavailable);
      requirePassed(outcomeOf(name));
      // The guide tells of Wine, which everybody can run.
      if (system === 'Wine') results.add({ rule, name, holds: reason ?? true }, told.find(isSays));
    });
  }
});

/** The cases that a name pattern leaves. */
function namesOf(suite: RunnerTestSuite): readonly string[] {
  const selected = suite.tasks.filter(({ mode }) => mode === 'run').map(({ name }) => name);
  return [...windowsCases, ...contractCases]
    .filter((each) => selected.some((name) => name.startsWith(`rule ${each.rule}: ${each.name}`)))
    .map(({ name }) => name);
}

async function runContract(windows: WindowsSystem): Promise<readonly Told[]> {
  const shares = Array.from({ length: runners }, (_, share) => ['contract', `${share}`, `${runners}`]);
  return (await Promise.all(shares.map((share) => windows.run(share, limitMs)))).flat();
}

function requirePassed(outcome: CaseTold | undefined): void {
  if (outcome?.outcome === 'passed') return;
  throw new Error(
    outcome === undefined ? 'it was not told of' : `${outcome.outcome}: ${outcome.reason ?? ''}`,
  );
}
