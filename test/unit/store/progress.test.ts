import { describe, expect, test, vi } from 'vitest';
import { ErrorChannel } from '../../../src/store/error-channel.js';
import { Progress } from '../../../src/store/progress.js';
import { StoreError } from '../../../src/tracker/errors.js';

const path = '/store.db';
const full = new StoreError('store-full', 'the disk is full', { path });

function start() {
  const errors = new ErrorChannel();
  const said: (readonly [string, number | undefined])[] = [];
  errors.on(({ code, lostChanges }) => said.push([code, lostChanges]));
  return { errors, said, progress: new Progress(path, errors) };
}

describe('a flush', () => {
  test('resolves when all that was sent is written', async () => {
    const { progress } = start();
    await progress.flush();
    progress.sent(3);
    const settled = vi.fn<() => void>();
    const flush = progress.flush().then(settled);
    progress.written(2);
    await Promise.resolve();
    expect(settled).not.toHaveBeenCalled();
    progress.written(1);
    await flush;
    expect(progress.waiting).toBe(0);
  });

  test('rejects when writing fails, and while it does', async () => {
    const { progress } = start();
    progress.sent(1);
    const flush = progress.flush();
    progress.failed(full);
    await expect(flush).rejects.toBe(full);
    await expect(progress.flush()).rejects.toBe(full);
    progress.recovered();
    progress.written(1);
    await progress.flush();
  });
});

test('a single loss is said once', () => {
  const { progress, said } = start();
  progress.sent(3);
  progress.given(3, full);
  expect(progress.recovered()).toBe(true);
  expect(said).toEqual([['store-lost', 3]]);
  progress.sent(1);
  progress.given(1, full);
  expect(said).toHaveLength(2);
  expect(progress.end()).toMatchObject({ code: 'store-lost', lostChanges: 1 });
});

test('losses are said at once, then as a sum when it is over, and counted for ever', () => {
  const { progress, said } = start();
  progress.sent(100);
  progress.failed(full);
  for (let index = 0; index < 10; index++) progress.given(10, undefined);
  expect(said).toEqual([
    ['store-full', undefined],
    ['store-lost', 10],
  ]);
  expect(progress.recovered()).toBe(true);
  expect(said.at(-1)).toEqual(['store-lost', 100]);
  expect([progress.lost, progress.waiting]).toEqual([100, 0]);
  expect(progress.recovered()).toBe(false);
  expect(progress.end()).toBeUndefined();
});

describe('errors', () => {
  test('wait for the first listener, and are told to each once', () => {
    const errors = new ErrorChannel();
    errors.emit(full);
    const first: unknown[] = [];
    const second: unknown[] = [];
    const off = errors.on((error) => first.push(error));
    errors.on((error) => second.push(error));
    errors.emit(full);
    off();
    errors.emit(full);
    expect([first.length, second.length]).toEqual([2, 2]);
  });

  test('rule 14: a listener that throws does not keep them from the others', () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const errors = new ErrorChannel();
    const heard: unknown[] = [];
    errors.on(() => {
      throw new Error('on purpose');
    });
    errors.on((error) => heard.push(error));
    errors.emit(full);
    expect(heard).toEqual([full]);
    expect(warning).toHaveBeenCalledOnce();
    warning.mockRestore();
  });
});
