import { expect, test } from 'vitest';
import type { Census } from '../../../../src/platform/posix/ledger/census.js';
import { Stillness } from '../../../../src/platform/posix/ledger/stillness.js';
import { gate } from '../../support/gate.js';
import { member } from '../../support/processes.js';

/** Members that stop and go on as they are told, but for the unstoppable ones. */
function members(...pids: readonly number[]) {
  const stopped = new Set<number>();
  const unstoppable = new Set<number>();
  const state = { refusal: undefined as Error | undefined, before: Promise.resolve() };
  const source: Pick<Census['source'], 'signal'> = {
    signal: async (targets, signal) => {
      await state.before;
      if (state.refusal !== undefined) throw state.refusal;
      for (const { pid } of targets) {
        if (signal === 'SIGCONT') stopped.delete(pid);
        else if (!unstoppable.has(pid)) stopped.add(pid);
      }
      return targets.map(() => 'signalled');
    },
  };
  const census = { source, isStopped: ({ pid }: { readonly pid: number }) => stopped.has(pid) };
  const stillness = new Stillness(census as unknown as Census, async () => pids.map((pid) => member(pid)));
  return { stillness, stopped, unstoppable, state };
}

test('a freeze that cannot stop every member rejects and lets all run, also those frozen before', async () => {
  const { stillness, stopped, unstoppable } = members(7, 8);
  unstoppable.add(8);
  await expect(stillness.freeze()).rejects.toThrow('not every process had stopped');
  expect([[...stopped], stillness.isFrozen]).toEqual([[], false]);
  unstoppable.clear();
  await stillness.freeze();
  expect([[...stopped], stillness.isFrozen]).toEqual([[7, 8], true]);
  unstoppable.add(8);
  stopped.delete(8);
  await expect(stillness.freeze()).rejects.toThrow('not every process had stopped');
  expect([[...stopped], stillness.isFrozen]).toEqual([[], false]);
});

test('a thaw that fails leaves the block frozen, and the next one reaches everybody', async () => {
  const { stillness, stopped, state } = members(7, 8);
  await stillness.freeze();
  state.refusal = new Error('EIO');
  await expect(stillness.thaw()).rejects.toThrow('EIO');
  expect(stillness.isFrozen).toBe(true);
  state.refusal = undefined;
  await stillness.thaw();
  expect([[...stopped], stillness.isFrozen]).toEqual([[], false]);
});

test('a thaw that overlaps a freeze is the last word', async () => {
  const { stillness, stopped, state } = members(7, 8);
  const slow = gate();
  state.before = slow.opened;
  const both = [stillness.freeze(), stillness.thaw()];
  slow.open();
  await Promise.all(both);
  expect([[...stopped], stillness.isFrozen]).toEqual([[], false]);
});
