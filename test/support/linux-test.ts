import { test as base } from 'vitest';
import { Scenario } from './scenario.js';

/** Its hosts make no cgroups: there may be none to look into. */
class ScenarioWithoutCgroups extends Scenario {
  override ownHost(): void {
    // A host carries the token, which is enough to end it.
  }
}

/** A test over real processes on any Linux; a registry that it opens names its backend. */
export const test = base.extend<{ readonly scenario: Scenario }>({
  scenario: async ({ skip }, use) => {
    skip(process.platform !== 'linux', `needs Linux, this is ${process.platform}`);
    const scenario = new ScenarioWithoutCgroups();
    try {
      await use(scenario);
    } finally {
      await scenario.end();
    }
  },
});
