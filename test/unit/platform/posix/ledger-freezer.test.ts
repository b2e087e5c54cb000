import { expect, test } from 'vitest';
import type { ProcessTracker } from '../../../../src/platform/posix/ledger/process-tracker.js';
import { Freezer } from '../../../../src/platform/posix/ledger/freezer.js';
import { gate } from '../../support/gate.js';
import { member } from '../../support/processes.js';

/** Members that stop and go on as they are told, but for the unstoppable ones. */
function members(...pids: readonly number[]) {
  const stopped = new Set<number>();
  const unstoppable = new Set<number>();
  const state = { refusal: undefined as Error | undefined, before: Promise.resolve() };
  const source: Pick<ProcessTracker['source'], 'signal'> = {
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
  const tracker = { source, isStopped: ({ pid }: { readonly pid: number }) => stopped.has(pid) };
  const freezer = new Freezer(tracker as unknown as ProcessTracker, async () =>
    pids.map((pid) => member(pid)),
  );
  return { freezer, stopped, unstoppable, state };
}

test('a freeze that cannot stop every member rejects and lets all run, also those frozen before', async () => {
  const { freezer, stopped, unstoppable } = members(7, 8);
  unstoppable.add(8);
  await expect(freezer.freeze()).rejects.toThrow('not every process had stopped');
  expect([[...stopped], freezer.isFrozen]).toEqual([[], false]);
  unstoppable.clear();
  await freezer.freeze();
  expect([[...stopped], freezer.isFrozen]).toEqual([[7, 8], true]);
  unstoppable.add(8);
  stopped.delete(8);
  await expect(freezer.freeze()).rejects.toThrow('not every process had stopped');
  expect([[...stopped], freezer.isFrozen]).toEqual([[], false]);
});

test('a thaw that fails leaves the block frozen, and the next one reaches everybody', async () => {
  const { freezer, stopped, state } = members(7, 8);
  await freezer.freeze();
  state.refusal = new Error('EIO');
  await expect(freezer.thaw()).rejects.toThrow('EIO');
  expect(freezer.isFrozen).toBe(true);
  state.refusal = undefined;
  await freezer.thaw();
  expect([[...stopped], freezer.isFrozen]).toEqual([[], false]);
});

test('a thaw that overlaps a freeze is the last word', async () => {
  const { freezer, stopped, state } = members(7, 8);
  const slow = gate();
  state.before = slow.opened;
  const both = [freezer.freeze(), freezer.thaw()];
  slow.open();
  await Promise.all(both);
  expect([[...stopped], freezer.isFrozen]).toEqual([[], false]);
});
