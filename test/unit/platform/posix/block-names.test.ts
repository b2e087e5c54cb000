import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  blockNames,
  decodeBlockId,
  encodeBlockId,
  parseBlockNames,
} from '../../../../src/platform/posix/block-names.js';

const longestName = 255;
/** What stands before the directory name of a block and of what was kept of it. */
const prefixes = ['pane-', 'kept-'];

const awkward = [
  '../..',
  '.',
  '..',
  '/',
  'a/b',
  'cgroup.procs',
  'cgroup.kill',
  'main',
  'id-000-',
  'a.1',
  'a=002e1',
  '=',
  '~',
  '\0',
  ' ',
  '\n',
  '\u{1F600}',
  '\ud83d',
  '\ude00',
  'é',
  'e\u0301',
  'A',
  'a',
  '\u{1F600}'.repeat(512),
  '/'.repeat(1024),
  `${'x'.repeat(1023)}a`,
  `${'x'.repeat(1023)}b`,
];

/** Any UTF-16 at all: halves of pairs, NUL, separators, and now and then a full 1,024 characters of it. */
const units = fc.oneof(
  fc.constantFrom('a', 'Z', '9', '.', '/', '=', '~', '-', '_', '\0', ' ', '\ud800', '\udfff', '\u{1F600}'),
  fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
);
const blockIds = fc.oneof(
  fc.constantFrom(...awkward),
  fc.array(units, { minLength: 1, maxLength: 1024, size: 'max' }).map((list) => list.join('').slice(0, 1024)),
  fc.array(units, { minLength: 1, maxLength: 50 }).map((list) => list.join('')),
);
const generations = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const keys = fc.record({ blockId: blockIds, generation: generations });

describe('rule 27: any string is a safe blockId', () => {
  test('it comes back as it was, whatever else lies in the directory and in any order', () => {
    fc.assert(
      fc.property(blockIds, generations, (blockId, generation) => {
        const { directory, rest } = blockNames({ blockId, generation });
        const children = ['main', ...rest.toReversed(), 'isolated-1'];
        expect(parseBlockNames(directory, children)).toEqual({ blockId, generation });
      }),
    );
  });

  test.for(awkward)('%j comes back as it was', (blockId) => {
    const { directory, rest } = blockNames({ blockId, generation: 7 });
    expect(parseBlockNames(directory, rest)).toEqual({ blockId, generation: 7 });
  });

  test('no name is too long, none holds but safe characters, none is a way up or a file of the kernel', () => {
    fc.assert(
      fc.property(blockIds, generations, (blockId, generation) => {
        const { directory, rest } = blockNames({ blockId, generation });
        for (const name of [...prefixes.map((prefix) => prefix + directory), ...rest]) {
          expect(name).toMatch(/^[\w=~.-]+$/);
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(longestName);
          expect(name).not.toMatch(
            /^\.\.?$|^(cgroup|cpu|cpuset|memory|io|pids|hugetlb|rdma|misc|irq|debug)\./,
          );
        }
        expect(directory).toMatch(/\.\d+$/);
        for (const name of rest) expect(name).not.toBe('main');
      }),
    );
  });

  test('two blocks never share a directory, nor do two generations of one', () => {
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        const isSame = one.blockId === other.blockId && one.generation === other.generation;
        expect(blockNames(one).directory === blockNames(other).directory).toBe(isSame);
      }),
    );
  });

  test('long blocks that differ only behind the cut do not share one either', () => {
    const [one, other] = ['a', 'b'].map((end) =>
      blockNames({ blockId: 'x'.repeat(1023) + end, generation: 1 }),
    );
    expect(one?.directory).not.toBe(other?.directory);
  });
});

describe('encodeBlockId', () => {
  test('leaves a plain name readable', () => {
    expect(encodeBlockId('pane_1-Left')).toBe('pane_1-Left');
  });

  test('is undone by decodeBlockId', () => {
    fc.assert(
      fc.property(blockIds, (blockId) => {
        expect(decodeBlockId(encodeBlockId(blockId))).toBe(blockId);
      }),
    );
  });

  test('gives nothing that a later one would take for its own mark', () => {
    expect(encodeBlockId('=002e')).not.toBe(encodeBlockId('.'));
  });
});

describe('parseBlockNames', () => {
  test.for([
    'main',
    '..',
    '.',
    '',
    'user.slice',
    'session-2.scope',
    'a',
    'a.',
    '.1',
    'a.b.1',
    'a b.1',
    '../a.1',
  ])('rule 26: %j is none of ours', (directory) => {
    expect(parseBlockNames(directory, [])).toBeUndefined();
  });
});
