import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Results } from '../../contract/results.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

const names = ['one', 'two', 'three'];
const says = { confidence: 'high' as const, guarantees: ['all'], reasons: [] };
const directory = temporaryDirectory();

function found(backend: string): unknown {
  return JSON.parse(readFileSync(join(directory, `${backend}.json`), 'utf8'));
}

test('a case that runs once more is added in its place to what the run before has found', () => {
  const first = new Results('a', names, { directory, runsAgain: false });
  first.add({ rule: 1, name: 'one', holds: true }, says);
  first.add({ rule: 3, name: 'three', holds: 'no such thing' });
  const second = new Results('a', names, { directory, runsAgain: true });
  second.add({ rule: 2, name: 'two', holds: true });
  expect(found('a')).toEqual({
    backend: 'a',
    expected: 3,
    ...says,
    cases: [
      { rule: 1, name: 'one', holds: true },
      { rule: 2, name: 'two', holds: true },
      { rule: 3, name: 'three', holds: 'no such thing' },
    ],
  });
});

test('a run of its own starts anew', () => {
  new Results('b', names, { directory, runsAgain: false }).add({ rule: 1, name: 'one', holds: true });
  new Results('b', names, { directory, runsAgain: false }).add({ rule: 2, name: 'two', holds: true });
  expect(found('b')).toMatchObject({ cases: [{ name: 'two' }] });
});
