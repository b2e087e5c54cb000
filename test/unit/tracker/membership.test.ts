import { describe, expect, test } from 'vitest';
import { closure } from '../../../src/tracker/ancestry.js';
import { Membership } from '../../../src/tracker/membership.js';
import { member } from '../support/processes.js';

const asIs = (command: string) => command;

describe('what has not changed costs one comparison', () => {
  test('the same list gives the same map', () => {
    const membership = new Membership(asIs);
    const records = [member(7)];
    expect(membership.identify(records)).toBe(membership.identify(records));
  });

  test('the same record gives the same process, in any list', () => {
    const membership = new Membership(asIs);
    const record = member(7);
    const before = membership.identify([record]).get(7);
    expect(membership.identify([member(8), record]).get(7)).toBe(before);
  });

  test('another record of the same identity gives another process', () => {
    const membership = new Membership(asIs);
    const before = membership.identify([member(7, { name: 'sh' })]).get(7);
    const after = membership.identify([member(7, { name: 'node' })]).get(7);
    expect([before?.name, after?.name]).toEqual(['sh', 'node']);
  });
});

describe('role', () => {
  test('a child of the host is a root, every other member was started by one', () => {
    const processes = new Membership(asIs).identify([
      member(7, { ppid: process.pid }),
      member(8, { ppid: 7 }),
    ]);
    expect([...processes.values()].map(({ role }) => role)).toEqual(['root', 'started']);
  });

  test('stays when the process gets another parent', () => {
    const membership = new Membership(asIs);
    membership.identify([member(7, { ppid: process.pid }), member(8, { ppid: 7 })]);
    const processes = membership.identify([member(7, { ppid: 1 }), member(8, { ppid: process.pid })]);
    expect([...processes.values()].map(({ role }) => role)).toEqual(['root', 'started']);
  });

  test('rule 6: is not inherited with a PID', () => {
    const membership = new Membership(asIs);
    membership.identify([member(7, { birth: 'a', ppid: process.pid })]);
    expect(membership.identify([member(7, { birth: 'b' })]).get(7)?.role).toBe('started');
  });
});

describe('ancestor', () => {
  test('is the parent at first sight, also when the process gets another', () => {
    const membership = new Membership(asIs);
    membership.identify([member(7), member(8, { ppid: 7 })]);
    membership.identify([member(7), member(8, { ppid: 1 })]);
    expect(membership.ancestorOf(member(8))).toMatchObject({ pid: 7, birth: 'a' });
  });

  test('rule 3: is not known where the parent was not listed then', () => {
    const membership = new Membership(asIs);
    membership.identify([member(8, { ppid: 7 })]);
    membership.identify([member(7), member(8, { ppid: 7, name: 'other' })]);
    expect(membership.ancestorOf(member(8))).toBeUndefined();
  });

  test('rule 6: is asked for by identity', () => {
    const membership = new Membership(asIs);
    membership.identify([member(7), member(8, { ppid: 7 })]);
    expect(membership.ancestorOf({ pid: 8, birth: 'b' })).toBeUndefined();
    expect(membership.ancestorOf({ pid: 9, birth: 'a' })).toBeUndefined();
  });

  test('rule 6: is not who got the PID of the parent', () => {
    const membership = new Membership(asIs);
    membership.identify([member(7, { birth: 'a' }), member(8, { ppid: 7 })]);
    membership.identify([member(7, { birth: 'b' }), member(8, { ppid: 1 })]);
    expect(membership.ancestorOf(member(8))).toBeUndefined();
  });

  test('is the nearest that lives, over any number that ended, at once or one by one', () => {
    const chain = [
      member(2),
      member(3, { ppid: 2 }),
      member(4, { ppid: 3 }),
      member(5, { ppid: 4 }),
    ] as const;
    const [top, , , last] = chain;
    for (const left of [[chain], [chain, [top, chain[1], last]], [chain, [top, chain[2], last]]]) {
      const membership = new Membership(asIs);
      for (const list of [...left, [top, last]]) membership.identify(list);
      expect(membership.ancestorOf(last)).toMatchObject({ pid: 2, birth: 'a' });
    }
  });

  test('an unchanged process is the same object when its ancestor ends', () => {
    const membership = new Membership(asIs);
    const child = member(8, { ppid: 7 });
    const before = membership.identify([member(7), child]).get(8);
    expect(membership.identify([child]).get(8)).toBe(before);
  });

  test('rule 21: links that were seen lead to the grandchild when the process between has ended', () => {
    const membership = new Membership(asIs);
    const top = member(7);
    membership.identify([top, member(8, { ppid: 7 }), member(9, { ppid: 8 })]);
    const left = [top, member(9, { ppid: 1 })];
    membership.identify(left);
    const found = closure(left, [top], (child) => membership.ancestorOf(child));
    expect(found.map(({ pid }) => pid)).toEqual([7, 9]);
  });
});

describe('rule 28', () => {
  test('command lines are redacted, names are not', () => {
    const membership = new Membership((command) => command.replace(/token=\S+/, 'token=…'));
    const found = membership.identify([member(7, { name: 'curl', command: 'curl token=secret' })]).get(7);
    expect([found?.name, found?.command]).toEqual(['curl', 'curl token=…']);
  });

  test('a changed command line is redacted anew', () => {
    const membership = new Membership(() => 'hidden');
    membership.identify([member(7)]);
    expect(membership.identify([member(7, { command: 'secret' })]).get(7)?.command).toBe('hidden');
  });

  test('the record of the backend is left as it is', () => {
    const record = member(7, { command: 'secret' });
    new Membership(() => 'hidden').identify([record]);
    expect(record.command).toBe('secret');
  });
});
