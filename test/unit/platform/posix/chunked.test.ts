import { expect, test } from 'vitest';
import { flatMapChunked } from '../../../../src/platform/posix/chunked.js';

test('it reads in order, and what is left out is left out', async () => {
  expect(await flatMapChunked([1, 2, 3], (number) => (number === 2 ? [] : [number, -number]))).toEqual([
    1, -1, 3, -3,
  ]);
  expect(await flatMapChunked([], () => [1])).toEqual([]);
});

test('long reading lets others have a turn', async () => {
  const order: (number | 'other')[] = [];
  setImmediate(() => order.push('other'));
  await flatMapChunked([1, 2, 3], (number) => {
    const endAt = performance.now() + 6;
    while (performance.now() < endAt);
    order.push(number);
    return [];
  });
  expect(order[0]).toBe(1);
  expect(order.indexOf('other')).toBeLessThan(3);
});

test('what fails is told', async () => {
  const failing = flatMapChunked([1], () => {
    throw new Error('EIO');
  });
  await expect(failing).rejects.toThrow('EIO');
});
