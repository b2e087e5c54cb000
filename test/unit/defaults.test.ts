import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  defaultDeadlineMs,
  defaultKillSteps,
  defaultPollIntervalMs,
  defaultUsageIntervalMs,
  killStepsBesideKept,
} from '../../src/defaults.js';
import { defaultGraceMs, graceInWords, graces } from '../../src/host/client/killing/kill-steps.js';

const [hangUp, term] = defaultKillSteps;
const [besideKept] = killStepsBesideKept;

/** Docstrings and guides are written by hand: each has to name the default that there is. */
test.for([
  ['src/tracker/api.ts', `Default ${defaultPollIntervalMs}, at least 50`],
  ['src/tracker/api.ts', `Default ${defaultUsageIntervalMs}, at least 250`],
  [
    'src/tracker/kill-api.ts',
    `Default: ${hangUp.signal} ${hangUp.graceMs} ms, ${term.signal} ${term.graceMs} ms`,
  ],
  ['src/tracker/kill-api.ts', `${besideKept.signal} ${besideKept.graceMs} ms alone`],
  ['src/tracker/kill-api.ts', `Default ${defaultDeadlineMs}`],
  ['docs/killing.md', `Default: ${hangUp.signal} ${hangUp.graceMs} ms`],
  ['docs/killing.md', `${term.signal} ${term.graceMs} ms`],
  ['docs/killing.md', `\`deadlineMs\` (default ${defaultDeadlineMs})`],
  ['docs/events.md', `\`pollIntervalMs\` (default ${defaultPollIntervalMs})`],
  ['docs/usage.md', `\`intervalMs\` (default ${defaultUsageIntervalMs}`],
  ['docs/api.md', `Default ${hangUp.signal} ${hangUp.graceMs} ms, ${term.signal} ${term.graceMs} ms;`],
] as const)('%s says %s', ([file, words]) => {
  expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toContain(words);
});

test('the panels offer the time that the default steps give together first', () => {
  expect(graces[0]).toBe(defaultGraceMs);
  expect(graceInWords(defaultGraceMs)).toBe('2 s');
});
