import { expect, test } from 'vitest';
import type { Outcome, Target } from '../../../../src/platform/windows-job/job-helper.js';
import { Freezer } from '../../../../src/platform/windows-job/freezer.js';

/** Members with their suspend counts; each look before `newcomers` are used up finds one more. */
class Members {
  readonly counts = new Map<string, number>();
  denies = false;
  /** The birth of one that cannot be suspended. */
  denied: string | undefined;
  #newcomers: string[];

  constructor(first: string, newcomers: readonly string[] = []) {
    this.counts.set(first, 0);
    this.#newcomers = [...newcomers];
  }

  readonly freezer = new Freezer({
    members: async () => {
      const newcomer = this.#newcomers.shift();
      if (newcomer !== undefined) this.counts.set(newcomer, 0);
      return [...this.counts.keys()].map((birth) => ({ pid: 8, birth }));
    },
    suspend: (target) => this.#count(target, 1),
    resume: (target) => this.#count(target, -1),
  });

  get all(): readonly number[] {
    return [...this.counts.values()];
  }

  async #count({ birth }: Target, by: number): Promise<Outcome> {
    if (this.denies || birth === this.denied) return 'denied';
    this.counts.set(birth, (this.counts.get(birth) ?? 0) + by);
    return 'done';
  }
}

test('freezing goes on until there is no newcomer; each is suspended once and resumed once', async () => {
  const members = new Members('a', ['b', 'c']);
  await members.freezer.freeze();
  await members.freezer.freeze();
  expect(members.all).toEqual([1, 1, 1]);
  await members.freezer.thaw();
  await members.freezer.thaw();
  expect(members.all).toEqual([0, 0, 0]);
});

test('what was frozen before an act is frozen after it, what was not is not', async () => {
  const members = new Members('a');
  expect(await members.freezer.while(async () => members.all[0])).toBe(1);
  expect(members.all).toEqual([0]);
  await members.freezer.freeze();
  expect(await members.freezer.while(async () => members.all[0])).toBe(1);
  expect(members.all).toEqual([1]);
});

test('lifting is undone by restoring, and by a thaw in between it is not', async () => {
  const members = new Members('a');
  await members.freezer.freeze();
  await members.freezer.lift();
  expect(members.all).toEqual([0]);
  await members.freezer.restore();
  expect(members.all).toEqual([1]);
  await members.freezer.lift();
  await members.freezer.thaw();
  await members.freezer.restore();
  expect(members.all).toEqual([0]);
});

test('where not every one can be suspended, freezing rejects and all run', async () => {
  const members = new Members('a');
  members.denies = true;
  await expect(members.freezer.freeze()).rejects.toThrow('not every process could be suspended');
  expect(members.all).toEqual([0]);
});

test('also those that were frozen before, which is then no longer so', async () => {
  const members = new Members('a');
  await members.freezer.freeze();
  expect(members.freezer.isFrozen).toBe(true);
  members.counts.set('b', 0);
  members.denied = 'b';
  await expect(members.freezer.freeze()).rejects.toThrow('not every process could be suspended');
  expect(members.all).toEqual([0, 0]);
  expect(members.freezer.isFrozen).toBe(false);
});
