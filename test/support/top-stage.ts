import { test as base } from 'vitest';
import { whyNoWritableCgroup } from './cgroups.js';
import { cliPath } from './command-line.js';
import { Person, type PersonOptions } from './person.js';
import { RunningHost } from './running-host.js';
import { Scenario } from './scenario.js';

const escape = '\u001B';
/** The frame of a question. A test that fails while it is asked leaves it open. */
const dialog = /^┌─/m;
const whyNot = whyNoWritableCgroup();

/** A host that the tests of a file share, because each takes its time to start. */
interface Stage {
  readonly scenario: Scenario;
  readonly host: RunningHost;
}

interface Fixtures {
  readonly stage: Stage;
  /** In front of `panetree top`, with no pane, nothing filtered and nothing told; shared as well. */
  readonly person: Person;
  readonly sharedStage: Stage | undefined;
  readonly sharedPerson: Person | undefined;
}

export const test = base.extend<Fixtures>({
  sharedStage: [
    // oxlint-disable-next-line eslint/no-empty-pattern -- vitest reads what is asked for from the pattern
    async ({}, use) => {
      if (whyNot !== undefined) return use(undefined);
      const scenario = new Scenario();
      try {
        await use({ scenario, host: await RunningHost.start(scenario) });
      } finally {
        await scenario.end();
      }
    },
    { scope: 'file' },
  ],
  sharedPerson: [
    async ({ sharedStage }, use) => {
      // A panel that somebody asks for is drawn, wherever that is.
      await use(sharedStage && (await top(sharedStage.scenario, { env: { CI: 'true' } })));
    },
    { scope: 'file' },
  ],
  stage: async ({ sharedStage, skip }, use) => {
    if (sharedStage === undefined) skip(whyNot);
    else await use(sharedStage);
  },
  person: async ({ stage, sharedPerson }, use) => {
    if (sharedPerson === undefined) throw new Error('there is a stage, but nobody on it');
    await clear(stage, sharedPerson);
    await use(sharedPerson);
  },
});

/** Somebody who starts `panetree top`. */
export function top(scenario: Scenario, options: PersonOptions = {}): Promise<Person> {
  return Person.at(scenario, [process.execPath, cliPath, 'top'], options);
}

/** Also what the test before this one has left on the screen. */
async function clear({ host }: Stage, person: Person): Promise<void> {
  const blocks = await host.call('blocks.list', {});
  await Promise.all(blocks.map(({ blockId }) => host.call('blocks.remove', { blockId, steps: [] })));
  if (dialog.test(person.screen.text())) {
    person.type('n');
    await person.seesNoMore(dialog);
  }
  person.type('1');
  await person.sees(/No panes/);
  // What is typed right after an Escape would be taken for a part of it.
  person.type('/');
  await person.sees(/^\//m);
  person.type(escape);
  await person.sees(/^\? help/m);
}
