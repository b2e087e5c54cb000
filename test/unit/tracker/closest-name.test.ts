import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { closestName } from '../../../src/tracker/closest-name.js';

const names = ['pollIntervalMs', 'onHostExit', 'backend', 'stateDir', 'bus', 'cols', 'rows'];

test.for([
  ['pollInterval', 'pollIntervalMs'],
  ['onHostexit', 'onHostExit'],
  ['backned', 'backend'],
  ['statedir', 'stateDir'],
  ['buss', 'bus'],
  ['columns', undefined],
  ['col', 'cols'],
  ['timeout', undefined],
  ['', undefined],
] as const)('%s may mean %s', ([written, meant]) => {
  expect(closestName(written, names)).toBe(meant);
});

test('one letter swapped, left out, added or changed is always found', () => {
  const long = names.filter(({ length }) => length > 5);
  fc.assert(
    fc.property(
      fc.constantFrom(...long),
      fc.nat(),
      fc.constantFrom('swap', 'drop', 'add', 'change'),
      (name, n, how) => {
        const at = n % (name.length - 1);
        const [before, one = '', next = '', rest] = [
          name.slice(0, at),
          name[at],
          name[at + 1],
          name.slice(at + 2),
        ];
        const written = { swap: next + one, drop: next, add: `${one}_${next}`, change: `_${next}` }[how];
        expect(closestName(`${before}${written}${rest}`, names)).toBe(name);
      },
    ),
  );
});

test('whatever is written, a name of the list is given or none', () => {
  fc.assert(
    fc.property(fc.string(), (written) => {
      const found = closestName(written, names);
      if (found !== undefined) expect(names).toContain(found);
    }),
  );
});
