import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TrackerRegistry } from '../../../src/tracker/api.js';
import { defaultRegistry, setDefaultRegistry } from '../../../src/tracker/default-registry.js';

const registry = { blocks: () => [] } as unknown as TrackerRegistry;

const emitWarning = vi.spyOn(process, 'emitWarning');

beforeEach(() => {
  emitWarning.mockReset().mockImplementation(() => undefined);
});
afterEach(() => {
  setDefaultRegistry(undefined);
});
afterAll(() => {
  emitWarning.mockRestore();
});

test('without one there is none, which is said once', () => {
  expect([defaultRegistry(), defaultRegistry()]).toEqual([undefined, undefined]);
  expect(emitWarning).toHaveBeenCalledExactlyOnceWith(
    expect.stringContaining('not tracked'),
    'PanetreeWarning',
  );
});

test('the one set last is given without a word', () => {
  setDefaultRegistry({ ...registry });
  setDefaultRegistry(registry);
  expect(defaultRegistry()).toBe(registry);
  expect(emitWarning).not.toHaveBeenCalled();
});

test('one that was taken away is gone, and that is said again', () => {
  expect(defaultRegistry()).toBeUndefined();
  setDefaultRegistry(registry);
  setDefaultRegistry(undefined);
  expect(defaultRegistry()).toBeUndefined();
  expect(emitWarning).toHaveBeenCalledTimes(2);
});
