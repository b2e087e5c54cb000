import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Controllers, whyAbsent } from '../../../../src/platform/linux-cgroup/controllers.js';
import { PaneLimits } from '../../../../src/platform/linux-cgroup/pane-limits.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const scratch = temporaryDirectory();

/** Ordinary files with the names of a cgroup's: what is written stays as it was written. */
class FakeTree {
  readonly base: string = mkdtempSync(join(scratch, 'base-'));
  readonly instance: string = join(this.base, 'instance');
  readonly pane: string = join(this.instance, 'pane');

  constructor(controllers = 'cpu memory pids') {
    mkdirSync(this.pane, { recursive: true });
    for (const directory of [this.base, this.instance]) {
      this.write(directory, 'cgroup.controllers', controllers);
      this.write(directory, 'cgroup.subtree_control', '');
    }
    this.write(this.pane, 'memory.max', 'max');
    this.write(this.pane, 'pids.max', 'max');
    this.write(this.pane, 'cpu.weight', '100');
    this.events({ kills: 0, refusals: 0 });
  }

  events({ kills, refusals }: { readonly kills: number; readonly refusals: number }): void {
    this.write(
      this.pane,
      'memory.events',
      `low 0\nhigh 0\nmax 9\noom 9\noom_kill ${kills}\noom_group_kill 0`,
    );
    this.write(this.pane, 'pids.events', `max ${refusals}`);
  }

  limits(): PaneLimits {
    const places = { base: locate(this.base), instance: locate(this.instance) };
    return new PaneLimits(this.pane, new Controllers({ ...places, mayMoveHost: false }));
  }

  read(directory: string, file: string): string {
    return readFileSync(join(directory, file), 'utf8').trim();
  }

  /** A kernel file holds what was written last, and nothing of what was there. */
  write(directory: string, file: string, text: string): void {
    writeFileSync(join(directory, file), `${text}\n`);
  }
}

let tree: FakeTree;
beforeEach(() => {
  tree = new FakeTree();
});

describe('a limit', () => {
  test('hands its controller down and is written; what is left out stays as it is', async () => {
    const limits = tree.limits();
    await limits.set({ processesMax: 128 }, ignore);
    expect(tree.read(tree.base, 'cgroup.subtree_control')).toBe('+pids');
    expect(tree.read(tree.instance, 'cgroup.subtree_control')).toBe('+pids');
    expect(limits.usage()).toEqual({
      memoryMaxBytes: 'max',
      processesMax: 128,
      cpuWeight: 100,
      memoryKills: 0,
      refusedForks: 0,
    });
  });

  test('hands nothing down that is there already', async () => {
    tree.write(tree.base, 'cgroup.subtree_control', 'cpu memory pids');
    tree.write(tree.instance, 'cgroup.subtree_control', 'pids');
    await tree.limits().set({ memoryMaxBytes: 500_000_000, processesMax: 100 }, ignore);
    expect(tree.read(tree.base, 'cgroup.subtree_control')).toBe('cpu memory pids');
    expect(tree.read(tree.instance, 'cgroup.subtree_control')).toBe('+memory');
  });

  test('is refused with what is missing where, and nothing is changed', async () => {
    tree.write(tree.base, 'cgroup.controllers', 'cpu pids');
    const limits = tree.limits();
    const setting = limits.set({ memoryMaxBytes: 5000, processesMax: 5 }, ignore);
    await expect(setting).rejects.toThrow(
      `the memory controller is missing in ${tree.base}/cgroup.controllers`,
    );
    expect(tree.read(tree.pane, 'pids.max')).toBe('max');
    expect(tree.read(tree.base, 'cgroup.subtree_control')).toBe('');
    expect(limits.usage()).toBeUndefined();
  });

  test('that cannot be written takes those back that were', async () => {
    const limits = tree.limits();
    rmSync(join(tree.pane, 'cpu.weight'));
    // Can be read, and no more: nobody but root gets as far as EIO.
    symlinkSync('/proc/uptime', join(tree.pane, 'cpu.weight'));
    await expect(limits.set({ memoryMaxBytes: 500, cpuWeight: 5 }, ignore)).rejects.toThrow(/EIO|EACCES/);
    expect(tree.read(tree.pane, 'memory.max')).toBe('max');
    expect(limits.usage()).toBeUndefined();
  });

  test('of nothing does nothing', async () => {
    const limits = tree.limits();
    await limits.set({}, ignore);
    expect(limits.usage()).toBeUndefined();
  });
});

describe('what the kernel has enforced', () => {
  test('is told when it is new, with how often it has been so far', async () => {
    const told: unknown[] = [];
    const limits = tree.limits();
    tree.events({ kills: 5, refusals: 5 });
    limits.check();
    tree.events({ kills: 0, refusals: 0 });
    await limits.set({ memoryMaxBytes: 500_000 }, (...all) => told.push(all));
    limits.check();
    expect(told).toEqual([]);
    tree.events({ kills: 1, refusals: 0 });
    limits.check();
    limits.check();
    tree.events({ kills: 3, refusals: 70 });
    limits.check();
    expect(told).toEqual([
      ['memory', 1],
      ['memory', 3],
      ['processes', 70],
    ]);
    expect(limits.usage()).toMatchObject({ memoryKills: 3, refusedForks: 70 });
  });

  test('is nothing where a controller is not there', async () => {
    rmSync(join(tree.pane, 'memory.events'));
    rmSync(join(tree.pane, 'memory.max'));
    const limits = tree.limits();
    await limits.set({ processesMax: 100 }, ignore);
    limits.check();
    expect(limits.usage()).toMatchObject({ memoryKills: 0, memoryMaxBytes: undefined });
  });
});

test('a controller that cgroup v1 has is said to be there', () => {
  expect(whyAbsent('/cg', ['memory', 'pids'], ['memory', 'pids', 'cpuset'])).toBe(
    'the memory and pids controller is missing in /cg/cgroup.controllers: cgroup v1 has it on this machine',
  );
  expect(whyAbsent('/cg', ['cpu'], ['cpuset'])).toMatch(/it was not delegated$/);
});

function locate(directory: string) {
  return { directory, path: directory };
}

function ignore(): void {
  // Nothing is enforced here.
}
