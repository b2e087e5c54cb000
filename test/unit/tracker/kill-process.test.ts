import { describe, expect, test } from 'vitest';
import { byPid } from '../../../src/poller/diff.js';
import { identify, killProcess } from '../../../src/tracker/kill-process.js';
import { Publication } from '../../../src/tracker/publication.js';
import { member, tracked } from '../support/processes.js';
import { recordedBus } from '../support/recorded-bus.js';
import { ScriptedContainer, scopeOver } from '../support/scripted-container.js';

const young = { birth: 'b' } as const;

describe('identify', () => {
  test('a bare PID is the member published last', async () => {
    expect(await identified({ published: [7], now: [member(7)], target: 7 })).toEqual({ pid: 7, birth: 'a' });
  });

  test('a bare PID that was not published yet is the member it is now', async () => {
    expect(await identified({ published: [], now: [member(7)], target: 7 })).toEqual({ pid: 7, birth: 'a' });
  });

  test('rule 7: a bare PID that changed hands since it was published', async () => {
    expect(await identified({ published: [7], now: [member(7, young)], target: 7 })).toBe('identity-changed');
  });

  test('rule 7: an identity whose PID changed hands', async () => {
    expect(await identified({ published: [], now: [member(7, young)], target: { pid: 7, birth: 'a' } })).toBe(
      'identity-changed',
    );
  });

  test('an identity that is a member, whatever was published', async () => {
    const target = { pid: 7, birth: 'b' };
    expect(await identified({ published: [7], now: [member(7, young)], target })).toEqual(target);
  });

  test('rule 8: a PID that never was a member', async () => {
    expect(await identified({ published: [], now: [member(8)], target: 7 })).toBe('not-member');
  });

  test('a member that has ended meanwhile', async () => {
    expect(await identified({ published: [7], now: [], target: 7 })).toBe('already-gone');
  });

  test('rule 8: a live process of another block, by its identity', async () => {
    const container = new ScriptedContainer([]);
    container.vitalities = new Map([[7, 'alive']]);
    const { bus } = recordedBus();
    const publication = new Publication(bus, { blockId: 'block', generation: 1 });
    expect(await identify(scopeOver(container), { pid: 7, birth: 'a' }, publication.find(7))).toBe(
      'not-member',
    );
  });

  test.for([7, { pid: 7, birth: 'a' }])(
    'rule 8: the host is protected, even as a member: %o',
    async (target) => {
      expect(await identified({ published: [7], now: [member(7)], target, protectedPids: [7] })).toBe(
        'protected',
      );
    },
  );
});

describe('killProcess', () => {
  test('ends the one process and says so', async () => {
    const container = new ScriptedContainer([member(7), member(8, { ppid: 7 })]);
    const result = await killProcess(scopeOver(container), member(7), { steps: [] });
    expect(result).toMatchObject({ status: 'killed', process: { pid: 7, birth: 'a' } });
    expect(container.members.map(({ pid }) => pid)).toEqual([8]);
  });

  test('with subtree tells all that ended', async () => {
    const container = new ScriptedContainer([member(7), member(8, { ppid: 7 }), member(9)]);
    const result = await killProcess(scopeOver(container), member(7), { steps: [], subtree: true });
    expect(result).toMatchObject({ status: 'killed', ended: [{ pid: 7 }, { pid: 8 }] });
    expect(container.members.map(({ pid }) => pid)).toEqual([9]);
  });

  test('rule 20: what is left at the deadline survived', async () => {
    const container = new ScriptedContainer([member(7)]);
    container.endOne = async () => 'survived';
    const result = await killProcess(scopeOver(container), member(7), { steps: [], deadlineMs: 30 });
    expect(result.status).toBe('survived');
  });

  test('what may not be killed was denied', async () => {
    const container = new ScriptedContainer([member(7)]);
    container.endOne = async () => 'denied';
    const result = await killProcess(scopeOver(container), member(7), { steps: [], deadlineMs: 30 });
    expect(result.status).toBe('denied');
  });

  test('only: sends that one signal and no more', async () => {
    const container = new ScriptedContainer([member(7)]);
    const result = await killProcess(scopeOver(container), member(7), { only: 'SIGUSR1' });
    expect(result).toEqual({ status: 'signalled', process: { pid: 7, birth: 'a' } });
    expect(container.calls.filter(([what]) => what !== 'marked')).toEqual([['SIGUSR1', 7]]);
  });

  test('only: a signal that ends it makes its exit a kill', async () => {
    const container = new ScriptedContainer([member(7)]);
    await killProcess(scopeOver(container), member(7), { only: 'SIGTERM' });
    expect(container.calls).toContainEqual(['marked', 7]);
  });

  test.for(['SIGCONT', 'SIGSTOP', 'SIGWINCH'] as const)(
    'only: %s ends nobody, so it makes no kill',
    async (only) => {
      const container = new ScriptedContainer([member(7)]);
      await killProcess(scopeOver(container), member(7), { only });
      expect(container.calls).toEqual([[only, 7]]);
    },
  );

  test('only: SIGKILL is the forced kill, which pins the process', async () => {
    const container = new ScriptedContainer([member(7)]);
    const result = await killProcess(scopeOver(container), member(7), { only: 'SIGKILL' });
    expect(result.status).toBe('killed');
    expect(container.calls).toEqual([
      ['marked', 7],
      ['endOne', 7],
    ]);
  });
});

interface Situation {
  /** PIDs published with birth `a`. */
  readonly published: readonly number[];
  readonly now: ConstructorParameters<typeof ScriptedContainer>[0];
  readonly target: Parameters<typeof identify>[1];
  readonly protectedPids?: readonly number[];
}

function identified({ published, now, target, protectedPids = [] }: Situation) {
  const { bus } = recordedBus();
  const publication = new Publication(bus, { blockId: 'block', generation: 1 });
  publication.publish(byPid(published.map((pid) => tracked(pid))), () => ({
    reason: 'exited',
    root: undefined,
  }));
  const pid = typeof target === 'number' ? target : target.pid;
  const scope = scopeOver(new ScriptedContainer(now), { protectedPids });
  return identify(scope, target, publication.find(pid));
}
