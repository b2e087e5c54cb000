import { expect, test } from 'vitest';
import { flatMapPaced } from '../../../../src/platform/posix/paced.js';

test('it reads in order, and what is left out is left out', async () => {
  expect(await flatMapPaced([1, 2, 3], (number) => (number === 2 ? [] : [number, -number]))).toEqual([
    1, -1, 3, -3,
  ]);
  expect(await flatMapPaced([], () => [1])).toEqual([]);
});

test('long reading lets others have a turn', async () => {
  const order: (number | 'other')[] = [];
  setImmediate(() => order.push('other'));
  await flatMapPaced([1, 2, 3], (number) => {
    const endAt = performance.now() + 6;
    while (performance.now() < endAt);
    order.push(number);
    return [];
  });
  expect(order[0]).toBe(1);
  expect(order.indexOf('other')).toBeLessThan(3);
});

test('what fails is told', async () => {
  const failing = flatMapPaced([1], () => {
    throw new Error('EIO');
  });
  await expect(failing).rejects.toThrow('EIO');
});
