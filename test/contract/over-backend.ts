import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type { BackendReport } from '../../src/index.js';
import { allCases } from './cases/index.js';
import { Results } from './results.js';
import type { Capability, ContractCase, World } from './world.js';

/** What is seen in time by chance, once or twice in a row, is not held. */
const mostAttempts = 3;

export interface Contestant {
  readonly name: string;
  readonly capabilities: readonly Capability[];
  /** Why it cannot run on this machine. */
  readonly unavailable?: string | undefined;
  /** Why a capability is missing on this machine: its cases are skipped with that reason. */
  readonly missing?: Partial<Readonly<Record<Capability, string | undefined>>>;
  /** The cases it cannot hold, by name, each with the reason. It is asserted that it does not hold them. */
  readonly cannot?: Readonly<Record<string, string>>;
  readonly open: () => Promise<{ readonly world: World; readonly dispose: () => Promise<void> }>;
}

/** Runs every case the contestant can bring about; the others are held by the fake backend's run. */
export function overBackend(contestant: Contestant): void {
  const { name, capabilities, cannot = {} } = contestant;
  const unknown = Object.keys(cannot).filter((each) => !allCases.some((known) => known.name === each));
  if (unknown.length > 0) throw new Error(`${name} cannot hold cases there are not: ${unknown.join('; ')}`);
  const cases = allCases.filter(({ needs }) => needs === undefined || capabilities.includes(needs));
  const results = new Results(
    name,
    cases.map((each) => each.name),
  );
  describe(name, () => {
    for (const each of cases) define(contestant, each, results);
  });
}

function define(contestant: Contestant, contractCase: ContractCase, results: Results): void {
  const { unavailable, missing = {}, cannot = {} } = contestant;
  const { rule, name, needs } = contractCase;
  const reason = cannot[name];
  test(`rule ${rule}: ${name}${reason === undefined ? '' : ` [not held: ${reason}]`}`, async (context) => {
    const why = unavailable ?? (needs === undefined ? undefined : missing[needs]);
    if (why !== undefined) context.skip(why);
    if (reason === undefined) {
      results.add({ rule, name, holds: true }, await runIn(contestant, contractCase));
      return;
    }
    const attempts = runRepeatedly(contestant, contractCase);
    await assert.rejects(attempts, () => true, 'it is held by now: take it off the list');
    results.add({ rule, name, holds: reason });
  });
}

/** Gives what the backend says of itself. */
async function runIn({ open }: Contestant, { run }: ContractCase): Promise<BackendReport> {
  const { world, dispose } = await open();
  try {
    await run(world);
    return world.registry.backend;
  } finally {
    await dispose();
  }
}

async function runRepeatedly(contestant: Contestant, contractCase: ContractCase): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) await runIn(contestant, contractCase);
}
