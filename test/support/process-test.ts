import { test as base } from 'vitest';
import { directoriesOf, whyNoWritableCgroup } from './cgroups.js';
import { Scenario } from './scenario.js';

const whyNot = whyNoWritableCgroup();

/** A test over real processes: what it starts is ended after it, and nothing of it may be left then. */
export const test = base.extend<{ readonly scenario: Scenario }>({
  scenario: async ({ skip }, use) => {
    if (whyNot !== undefined) skip(whyNot);
    const scenario = new Scenario();
    const before = new Set(directoriesOf(process.pid));
    try {
      await use(scenario);
    } finally {
      await scenario.end();
    }
    const left = directoriesOf(process.pid).filter((directory) => !before.has(directory));
    if (left.length > 0) throw new Error(`the test leaves directories behind: ${left.join(', ')}`);
  },
});
