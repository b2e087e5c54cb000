import { expect, test } from 'vitest';
import { Markers, parseMarker } from '../../../../src/platform/posix/marker.js';

const key = { blockId: 'a b', generation: 3 };
const instance = 'panetree-1-2-abc-1';

test('a marker says whose a process is, and ends with a seal that its names do not give away', () => {
  const markers = new Markers(instance);
  expect(markers.of(key)).toMatch(/^panetree-1-2-abc-1:a=0020b\.3\/[\w-]{22}$/);
  expect(markers.of(key, 7)).toMatch(/^panetree-1-2-abc-1:a=0020b\.3:7\/[\w-]{22}$/);
  expect(markers.of(key)).toBe(markers.of(key));
  expect(new Markers(instance).of(key)).not.toBe(markers.of(key));
});

test('no two markers share a seal', () => {
  const markers = new Markers(instance);
  const all = [undefined, 1, 2].flatMap((runId) =>
    ['a', 'b'].map((blockId) => markers.of({ blockId, generation: 1 }, runId).split('/')[1]),
  );
  expect(new Set(all).size).toBe(all.length);
});

test('what it names can be read back', () => {
  const markers = new Markers(instance);
  expect(parseMarker(markers.of(key))).toEqual({ instance, block: 'a=0020b.3', runId: undefined });
  expect(parseMarker(markers.of(key, 7))).toEqual({ instance, block: 'a=0020b.3', runId: 7 });
});

test.for(['', 'x', `${instance}:a.1`, `${instance}:a.1:7`, `${instance}:a.1/`, '/seal', 'a:b:c/seal'])(
  '%j names nothing',
  (marker) => {
    expect(parseMarker(marker)).toBeUndefined();
  },
);
