import { describe, expect, test } from 'vitest';
import { single, subtree, wholeBlock } from '../../../src/tracker/kill-targets.js';
import { member } from '../support/processes.js';
import { ScriptedContainer, scopeOver } from '../support/scripted-container.js';

const deadlineAt = Infinity;

describe('a whole block', () => {
  test('is every member but the kept, the escaped and the protected', async () => {
    const container = new ScriptedContainer([
      member(2),
      member(3, { lifetime: 'kept' }),
      member(4, { escapedTo: '/user.slice' }),
      member(5),
    ]);
    const target = wholeBlock(scopeOver(container, { protectedPids: [5] }));
    expect((await target.remaining()).map(({ pid }) => pid)).toEqual([2]);
  });

  test('is ended by the one forced kill of the container, and marked before', async () => {
    const container = new ScriptedContainer([member(2), member(3)]);
    await wholeBlock(scopeOver(container)).force([member(2), member(3)], deadlineAt);
    expect(container.calls).toEqual([['marked', 2, 3], ['endAll']]);
  });

  test('rule 8: with the host inside, the others are ended one by one and the host is left', async () => {
    const container = new ScriptedContainer([member(2), member(9)]);
    const target = wholeBlock(scopeOver(container, { protectedPids: [9] }));
    await target.force([member(2)], deadlineAt);
    expect(container.calls).toEqual([
      ['marked', 2],
      ['endSelected', 2],
    ]);
    expect(await target.isEmpty()).toBe(true);
  });

  test('rule 3: a container that is not empty is not, whatever the list says', async () => {
    const container = new ScriptedContainer([]);
    container.isEmpty = async () => false;
    expect(await wholeBlock(scopeOver(container)).isEmpty()).toBe(false);
  });

  test('rule 19: is marked, then signalled, then woken so that it handles the signal', async () => {
    const container = new ScriptedContainer([member(2)]);
    await wholeBlock(scopeOver(container)).ask([member(2)], 'SIGHUP');
    expect(container.calls).toEqual([
      ['marked', 2],
      ['SIGHUP', 2],
      ['wake', 2],
    ]);
  });
});

describe('a subtree', () => {
  test('rule 21: is the process and what descends from it, never a sibling', async () => {
    const container = new ScriptedContainer([member(2), member(3, { ppid: 2 }), member(4, { ppid: 3 })]);
    const target = subtree(scopeOver(container), member(3));
    expect((await target.remaining()).map(({ pid }) => pid)).toEqual([3, 4]);
    await target.force([member(3), member(4)], deadlineAt);
    expect(container.members.map(({ pid }) => pid)).toEqual([2]);
    expect(await target.isEmpty()).toBe(true);
  });

  test('rule 21: what was once found stays in when its parent ends', async () => {
    const container = new ScriptedContainer([member(3), member(4, { ppid: 3 })]);
    const target = subtree(scopeOver(container), member(3));
    await target.remaining();
    container.members = [member(4, { ppid: 1 })];
    expect((await target.remaining()).map(({ pid }) => pid)).toEqual([4]);
  });

  test('rule 6: who got the PID of the process is not in it', async () => {
    const container = new ScriptedContainer([member(3, { birth: 'b' })]);
    expect(await subtree(scopeOver(container), member(3)).isEmpty()).toBe(true);
  });

  test('rule 8: leaves out the protected', async () => {
    const container = new ScriptedContainer([member(3), member(9, { ppid: 3 })]);
    await subtree(scopeOver(container, { protectedPids: [9] }), member(3)).force([member(3)], deadlineAt);
    expect(container.members.map(({ pid }) => pid)).toEqual([9]);
  });
});

describe('a single process', () => {
  test('rule 21: is ended alone', async () => {
    const container = new ScriptedContainer([member(3), member(4, { ppid: 3 })]);
    const target = single(scopeOver(container), member(3));
    expect(target.lastForce).toBeUndefined();
    await target.force([member(3)], deadlineAt);
    expect(container.calls).toEqual([
      ['marked', 3],
      ['endOne', 3],
    ]);
    expect([target.lastForce, await target.isEmpty(), await target.remaining()]).toEqual(['ended', true, []]);
  });

  test.for([
    ['alive', false],
    ['uninterruptible', false],
    ['gone', true],
    ['replaced', true],
  ] as const)('rule 6: that is %s has ended: %o', async ([vitality, hasEnded]) => {
    const container = new ScriptedContainer([member(3)]);
    container.vitalities = new Map([[3, vitality]]);
    expect(await single(scopeOver(container), member(3)).isEmpty()).toBe(hasEnded);
  });
});
