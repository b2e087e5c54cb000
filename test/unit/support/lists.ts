import * as fc from 'fast-check';
import type { TrackedProcess } from '../../../src/tracker/tracked-process.js';
import { tracked } from './processes.js';

export type ProcessMap = ReadonlyMap<number, TrackedProcess>;

const identities = fc.record({
  pid: fc.integer({ min: 2, max: 7 }),
  birth: fc.constantFrom('a', 'b', 'c'),
  name: fc.constantFrom('sh', 'node'),
});

/**
 * Any sequence of lists over few PIDs, births and names, so that PIDs are reused and processes change all the
 * time. What is equal is the same object, as a backend hands it out.
 */
export const listSequences: fc.Arbitrary<readonly ProcessMap[]> = fc
  .array(fc.uniqueArray(identities, { selector: ({ pid }) => pid, maxLength: 6 }), { maxLength: 12 })
  .map((lists) => {
    const pool = new Map<string, TrackedProcess>();
    const intern = ({ pid, birth, name }: { pid: number; birth: string; name: string }) => {
      const key = `${pid}@${birth} ${name}`;
      const known = pool.get(key) ?? tracked(pid, { birth, name });
      pool.set(key, known);
      return known;
    };
    return lists.map((list) => new Map(list.map((entry) => [entry.pid, intern(entry)])));
  });
