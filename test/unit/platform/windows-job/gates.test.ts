import { expect, test } from 'vitest';
import { Gates } from '../../../../src/platform/windows-job/gates.js';

const host = 100;
const seen = (pid: number, ppid: number, birth: string) => ({
  pid,
  ppid,
  birth,
  image: undefined,
  command: undefined,
});
const gate = seen(8, host, '600');
const command = seen(12, 8, '601');
const child = seen(16, 12, '602');

test('without gates the members are what they are', () => {
  const members = [command, child];
  expect(new Gates(host).hide(members)).toBe(members);
});

test('a gate is not told, be it inside or outside, and its command is a child of the host', () => {
  const gates = new Gates(host);
  gates.add(8);
  const told = [{ ...command, ppid: host }, child];
  expect(gates.hide([gate, command, child])).toEqual(told);
  expect(gates.hide([command, child])).toEqual(told);
  gates.confirm(gate);
  expect(gates.hide([gate, command, child])).toEqual(told);
});

test('a gate whose command has ended is forgotten, one whose command has not joined yet is not', () => {
  const gates = new Gates(host);
  gates.add(8);
  gates.hide([child]);
  expect(gates.has(8)).toBe(true);
  gates.confirm(gate);
  gates.hide([child]);
  expect(gates.has(8)).toBe(false);
});

test('a PID that was given out again is no gate', () => {
  const gates = new Gates(host);
  gates.confirm(gate);
  const young = seen(8, 12, '900');
  expect(gates.hide([command, young])).toContain(young);
});
