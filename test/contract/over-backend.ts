import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { allCases } from './cases/index.js';
import { Results } from './results.js';
import type { Capability, ContractCase, World } from './world.js';

export interface Contestant {
  readonly name: string;
  readonly capabilities: readonly Capability[];
  /** Why it cannot run on this machine. */
  readonly unavailable?: string | undefined;
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
  const results = new Results(name, cases.length);
  describe(name, () => {
    for (const each of cases) define(contestant, each, results);
  });
}

function define(contestant: Contestant, contractCase: ContractCase, results: Results): void {
  const { unavailable, cannot = {} } = contestant;
  const { rule, name } = contractCase;
  const reason = cannot[name];
  test(`rule ${rule}: ${name}${reason === undefined ? '' : ` [not held: ${reason}]`}`, async (context) => {
    if (unavailable !== undefined) context.skip(unavailable);
    const { world, dispose } = await contestant.open();
    try {
      const run = contractCase.run(world);
      if (reason === undefined) await run;
      else await assert.rejects(run, () => true, 'it is held by now: take it off the list');
      results.add({ rule, name, holds: reason ?? true }, world.registry.backend);
    } finally {
      await dispose();
    }
  });
}
