import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RootExit } from '../../../src/tracker/join-api.js';
import type { ProcessRef } from '../../../src/platform/contract.js';
import { Roots } from '../../../src/tracker/roots.js';
import { msUntil } from '../support/clock.js';

const ended: RootExit = { exitCode: 3, signal: undefined };
const never = new Promise<RootExit>(() => undefined);
const everybody = () => true;
const root = { pid: 7, birth: 'a' };
const successor = { pid: 7, birth: 'b' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('settle', () => {
  test('waits until it is known how a root that has gone has ended', async () => {
    const roots = listed(later(30));
    expect(await timeOf(roots.settle(everybody))).toBeLessThanOrEqual(50);
    expect(roots.exitOf(root)).toEqual(ended);
  });

  test('waits as long as a terminal that is still held keeps its exit back', async () => {
    const roots = listed(later(230));
    expect(await timeOf(roots.settle(everybody))).toBeLessThanOrEqual(250);
    expect(roots.exitOf(root)).toEqual(ended);
  });

  test('waits no longer than a second for a starter that never tells', async () => {
    const roots = listed(never);
    expect(await timeOf(roots.settle(everybody))).toBe(1000);
    expect(roots.exitOf(root)).toBeUndefined();
  });

  test('does not wait for a root that still runs', async () => {
    const roots = listed(never);
    expect(await timeOf(roots.settle(() => false))).toBe(0);
  });

  test('asks by identity, and not about a root that was not listed yet', async () => {
    const roots = listed(never);
    roots.add(8, never);
    const asked = vi.fn(() => false);
    await roots.settle(asked);
    expect(asked.mock.calls).toEqual([[root]]);
  });

  test('does not wait where the end cannot be known', async () => {
    const roots = listed(Promise.reject(new Error('no exit to tell')));
    await vi.advanceTimersByTimeAsync(0);
    expect(await timeOf(roots.settle(everybody))).toBe(0);
    expect(roots.exitOf(root)).toEqual({ exitCode: undefined, signal: undefined });
  });
});

describe('exitOf', () => {
  test('rule 3: is not known of a stranger, nor of a root that runs', () => {
    const roots = listed(never);
    expect([roots.exitOf(root), roots.exitOf({ pid: 8, birth: 'a' })]).toEqual([undefined, undefined]);
  });

  test('rule 6: is not that of who got the PID', async () => {
    const roots = listed(Promise.resolve(ended));
    await vi.advanceTimersByTimeAsync(0);
    expect([roots.exitOf(root), roots.exitOf(successor)]).toEqual([ended, undefined]);
    meet(roots, successor);
    expect(roots.exitOf(successor)).toBeUndefined();
  });

  test('rule 6: nor is that of a root that had ended before it was ever listed', async () => {
    const roots = new Roots();
    roots.add(7, Promise.resolve(ended));
    await vi.advanceTimersByTimeAsync(0);
    meet(roots, successor);
    expect(roots.exitOf(successor)).toBeUndefined();
  });

  test('is that of the latest root with this PID', async () => {
    const roots = listed(Promise.resolve(ended));
    await vi.advanceTimersByTimeAsync(0);
    roots.add(7, Promise.resolve({ exitCode: 4, signal: undefined }));
    meet(roots, successor);
    await vi.advanceTimersByTimeAsync(0);
    expect(roots.exitOf(successor)).toEqual({ exitCode: 4, signal: undefined });
  });
});

describe('prune', () => {
  test('forgets who has ended and is no longer listed', async () => {
    const roots = listed(Promise.resolve(ended));
    await vi.advanceTimersByTimeAsync(0);
    roots.prune((pid) => pid === 7);
    expect(roots.exitOf(root)).toEqual(ended);
    roots.prune(() => false);
    expect(roots.exitOf(root)).toBeUndefined();
  });

  test('keeps a root that is not listed yet', async () => {
    const roots = new Roots();
    roots.add(7, later(30));
    roots.prune(() => false);
    meet(roots, root);
    await vi.advanceTimersByTimeAsync(30);
    expect(roots.exitOf(root)).toEqual(ended);
  });
});

/** What a look does with whoever is listed. */
function meet(roots: Roots, ref: ProcessRef): void {
  roots.bind(ref);
  roots.dismiss(ref);
}

function listed(exited: Promise<RootExit>): Roots {
  const roots = new Roots();
  roots.add(root.pid, exited);
  meet(roots, root);
  return roots;
}

function later(ms: number): Promise<RootExit> {
  return new Promise((resolve) => void setTimeout(() => resolve(ended), ms));
}

async function timeOf(settling: Promise<void>): Promise<number> {
  const took = msUntil(settling);
  await vi.advanceTimersByTimeAsync(10_000);
  return took;
}
