import { expect, test } from 'vitest';
import {
  afterRunAgain,
  closing,
  type FileTally,
  mostToRunAgain,
  namesToRunAgain,
  oneLine,
  patternOf,
  toRunAgain,
} from '../../../scripts/tallies.mjs';

const failure = (name: string, message = 'expected 1') => ({ name: `suite ${name}`, title: name, message });
const broken = { title: 'the file itself', message: 'cannot find module' };

function tally(given: Partial<FileTally> = {}): FileTally {
  return { project: 'unit', file: 'test/a.test.ts', passed: 0, skipped: [], failures: [], ...given };
}

function needRoot(...titles: readonly string[]) {
  return titles.map((title) => ({ title, reason: 'needs root' }));
}

test('only the files with failed tests run again', () => {
  const failed = tally({ failures: [failure('one')] });
  expect(toRunAgain([{ files: [tally({ passed: 3 }), failed], errors: [] }])).toEqual([failed]);
});

test('nothing runs again when too many tests failed, or the run fails in any case', () => {
  const names = Array.from({ length: mostToRunAgain }, (_, index) => `test ${index}`);
  const files = [tally({ failures: names.map((name) => failure(name)) })];
  expect(toRunAgain([{ files, errors: [] }])).toEqual(files);
  const other = { files: [tally({ failures: [failure('one more')] })], errors: [] };
  expect(toRunAgain([{ files, errors: [] }, other])).toEqual([]);
  expect(toRunAgain([{ files, errors: ['a part ended early'] }])).toEqual([]);
});

test('a test that passes then counts as passed, and is named with its first failure', () => {
  const first = tally({ passed: 5, failures: [failure('one', 'too late'), failure('two')] });
  const again = tally({
    passed: 1,
    failures: [failure('two', 'expected 2')],
    skipped: [{ title: 'five', reason: 'not selected' }],
  });
  const after = afterRunAgain(first, again);
  expect(after).toMatchObject({ passed: 6, skipped: [], failures: [failure('two', 'expected 2')] });
  const { lines, failed } = closing([{ files: [after], errors: [] }], []);
  expect(failed).toBe(1);
  expect(lines).toEqual([
    'passed when run again alone: test/a.test.ts > one, first failure: too late',
    'failed: test/a.test.ts > two: expected 2',
    'tests: 6 passed, 1 failed, 0 skipped',
  ]);
});

test('a test that passes in the third run keeps the first failure, and those that passed before it', () => {
  const first = tally({ passed: 5, failures: [failure('one', 'too late'), failure('two', 'too early')] });
  const second = afterRunAgain(first, tally({ passed: 1, failures: [failure('two', 'expected 2')] }));
  expect(namesToRunAgain(second)).toEqual(['suite two']);
  expect(afterRunAgain(second, tally({ passed: 1 }))).toMatchObject({
    passed: 7,
    failures: [],
    passedAgain: [failure('one', 'too late'), failure('two', 'expected 2')],
  });
});

test('a second run that ended early, or has not found a test, changes nothing', () => {
  const first = tally({ failures: [failure('one'), failure('two')] });
  expect(afterRunAgain(first, undefined)).toEqual(first);
  expect(afterRunAgain(first, tally({ passed: 1 }))).toEqual(first);
  expect(
    afterRunAgain(
      first,
      tally({
        passed: 0,
        skipped: [
          { title: 'one', reason: 'no root' },
          { title: 'two', reason: 'no root' },
        ],
      }),
    ),
  ).toEqual(first);
});

test('a broken file runs again as a whole, and its counts are those of the second run', () => {
  const first = tally({
    failures: [broken, failure('one')],
    skipped: [{ title: 'two', reason: 'its suite failed' }],
  });
  expect(namesToRunAgain(first)).toBeUndefined();
  expect(afterRunAgain(first, tally({ passed: 2 }))).toMatchObject({
    passed: 2,
    skipped: [],
    failures: [],
    passedAgain: [broken, failure('one')],
  });
  expect(afterRunAgain(first, tally({ failures: [broken] }))).toEqual(first);
});

test('errors outside of tests are failures', () => {
  const { lines, failed } = closing([{ files: [], errors: ['vitest ended with SIGKILL'] }], ['left out: x']);
  expect(failed).toBe(1);
  expect(lines).toEqual([
    'left out: x',
    'failed: vitest ended with SIGKILL',
    'tests: 0 passed, 1 failed, 0 skipped',
  ]);
});

test('skipped tests are told by cause, and one without a cause by name', () => {
  const files = [
    tally({ skipped: [...needRoot('one', 'two'), { title: 'three', reason: 'no browser' }] }),
    tally({ file: 'test/b.test.ts', skipped: [...needRoot('four'), { title: 'five' }] }),
  ];
  expect(closing([{ files, errors: [] }], []).lines).toEqual([
    'skipped 3: needs root: test/a.test.ts (2), test/b.test.ts (1)',
    'skipped 1: no browser: test/a.test.ts (1)',
    'SKIPPED WITHOUT A REASON: test/b.test.ts > five',
    'tests: 0 passed, 0 failed, 5 skipped',
  ]);
});

test('the pattern of names matches these and no others', () => {
  const names = ['list a (b) [c]', 'what? a|b \\ $1'];
  const pattern = new RegExp(patternOf(names));
  for (const name of [...names, ` ${names[0]}`]) expect(name).toMatch(pattern);
  for (const name of ['list a (b)', 'more list a (b) [c]', 'list a (b) [c] more', 'what? a']) {
    expect(name).not.toMatch(pattern);
  }
});

test('a message is told on one line, without colours, and cut', () => {
  expect(oneLine('\u001B[31mstrictly equal:\u001B[39m\n\n2 !== 3\n')).toBe('strictly equal: 2 !== 3');
  expect(oneLine('x'.repeat(500))).toHaveLength(200);
});
