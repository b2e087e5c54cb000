import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longestInput } from '../../../src/host/wire/index.js';
import { backOffMs } from '../../../src/host/client/back-off.js';
import { checkAddress, offeredProtocols, streamUrl } from '../../../src/panel/connection/host-address.js';
import { inputPieces } from '../../../src/panel/terminal/input-pieces.js';
import {
  firstLayout,
  keepOnly,
  type Layout,
  leaf,
  replace,
  shownBlocks,
  split,
  withShare,
} from '../../../src/panel/workspace/layout.js';
import { neighbourOf } from '../../../src/panel/workspace/neighbour.js';
import { layoutFrom } from '../../../src/panel/workspace/stored-layout.js';

const four = firstLayout(['a', 'b', 'c', 'd'], 'enough') ?? expect.fail();

describe('the layout of terminals', () => {
  test('begins with what there is room for', () => {
    expect(firstLayout([], 'enough')).toBeUndefined();
    expect(shownBlocks(firstLayout(['a', 'b', 'c', 'd', 'e'], 'enough'))).toEqual(['a', 'c', 'b', 'd']);
    expect(firstLayout(['a', 'b', 'c'], 'little')).toMatchObject({ direction: 'column', first: leaf('a') });
  });

  test('is split at the pane named, or else at the last', () => {
    const added = { blockId: 'new', direction: 'row' } as const;
    expect(shownBlocks(split(four, 'c', added))).toEqual(['a', 'c', 'new', 'b', 'd']);
    expect(shownBlocks(split(four, 'gone', added))).toEqual(['a', 'c', 'b', 'd', 'new']);
    expect(split(undefined, undefined, added)).toEqual(leaf('new'));
  });

  test('puts one pane in the place of another, or has them change places', () => {
    expect(shownBlocks(replace(four, 'c', 'new'))).toEqual(['a', 'new', 'b', 'd']);
    expect(shownBlocks(replace(four, 'c', 'b'))).toEqual(['a', 'b', 'c', 'd']);
  });

  test('gives the room of what is closed to its neighbour', () => {
    expect(keepOnly(four, (blockId) => blockId !== 'c')).toMatchObject({ first: leaf('a') });
    expect(keepOnly(four, () => false)).toBeUndefined();
    expect(keepOnly(four, () => true)).toBe(four);
  });

  test('leaves no part without room', () => {
    expect(withShare(four, [], 0)).toMatchObject({ share: 0.1 });
    expect(withShare(four, ['second'], 0.7)).toMatchObject({ second: { share: 0.7 } });
  });

  test('knows the neighbours of each side', () => {
    expect(['left', 'right', 'up', 'down'].map((side) => neighbourOf(four, 'a', side as 'left'))).toEqual([
      undefined,
      'b',
      undefined,
      'c',
    ]);
    const wide = withShare(four, ['second'], 0.2);
    expect(neighbourOf(wide, 'a', 'right')).toBe('d');
  });

  test('comes back as it was stored, and nothing else does', () => {
    const nodes = fc.letrec<{ layout: Layout }>((tie) => ({
      layout: fc.oneof(
        { maxDepth: 4 },
        fc.record({ kind: fc.constant('leaf' as const), blockId: fc.string() }),
        fc.record({
          kind: fc.constant('split' as const),
          direction: fc.constantFrom('row' as const, 'column' as const),
          share: fc.double({ min: 0.1, max: 0.9, noNaN: true }),
          first: tie('layout'),
          second: tie('layout'),
        }),
      ),
    }));
    fc.assert(
      fc.property(nodes.layout, (layout) => {
        expect(layoutFrom(JSON.parse(JSON.stringify(layout)))).toEqual(layout);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(layoutFrom(value)).toBeUndefined();
      }),
    );
    expect(layoutFrom({ ...four, share: 3 })).toBeUndefined();
  });
});

describe('what is typed', () => {
  test('goes in pieces the host takes, none of which ends within a character', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '🙂', '\r')).map((letters) => letters.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 9 }), (data, longest) => {
        const pieces = inputPieces(data, longest);
        expect(pieces.join('')).toBe(data);
        expect(pieces.every((piece) => piece.length > 0 && piece.length <= longest)).toBe(true);
        expect(pieces.every(isWhole)).toBe(true);
      }),
    );
    expect(inputPieces('x'.repeat(longestInput + 1))).toHaveLength(2);
  });
});

describe('the connection', () => {
  test('waits longer after each attempt, at most five seconds and a fifth', () => {
    expect([1, 2, 3, 4, 5, 6, 60].map((attempt) => backOffMs(attempt, 0.5))).toEqual([
      250, 500, 1000, 2000, 4000, 5000, 5000,
    ]);
    expect([backOffMs(9, 0), backOffMs(9, 1)]).toEqual([4000, 6000]);
  });

  test('goes on from where it was, over the scheme that fits', () => {
    const address = { url: 'https://127.0.0.1:7/', token: undefined };
    expect(streamUrl(address, undefined)).toBe('wss://127.0.0.1:7/api/stream');
    const resumption = { instance: 'a b', seq: 12 };
    expect(streamUrl({ ...address, url: 'http://[::1]:7' }, resumption)).toBe(
      'ws://[::1]:7/api/stream?since=12&instance=a+b',
    );
  });

  test('offers the token where there is one', () => {
    expect(offeredProtocols({ url: '', token: undefined })).toEqual(['panetree.v1']);
    expect(offeredProtocols({ url: '', token: 't' })).toEqual(['panetree.v1', 'panetree.token.t']);
  });

  test('is refused to what is no address of a host', () => {
    expect(checkAddress({ url: 'http://127.0.0.1:1', token: undefined })).toBeUndefined();
    expect(checkAddress({ url: 'nowhere', token: undefined })).toBe('not a URL: "nowhere"');
    expect(checkAddress({ url: 'javascript:alert(1)', token: undefined })).toContain('not javascript:');
  });
});

/** Has no half of a character that takes two units. */
function isWhole(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}
