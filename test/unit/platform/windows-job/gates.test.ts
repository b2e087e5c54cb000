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

const line = { file: 'C:\\x\\Panetree-Job.exe', line: 'Local\\p.7.' };
const newGates = () => new Gates(host, line);

test('without gates the members are what they are', () => {
  const members = [command, child];
  expect(newGates().tell(members)).toBe(members);
});

test('a gate is plumbing, be it inside or outside, and its command is a child of the host', () => {
  const gates = newGates();
  gates.add(8);
  const told = [{ ...command, ppid: host }, child];
  expect(gates.tell([gate, command, child])).toEqual([{ ...gate, plumbing: 'gate' }, ...told]);
  expect(gates.tell([command, child])).toEqual(told);
  expect(gates.commandOf(8)).toEqual({ pid: 12, birth: '601' });
});

test('a gate whose PID nobody has told is one by its command line, and that of another block is none', () => {
  const gates = newGates();
  const lineOf = (name: string) => ({
    ...gate,
    image: 'C:\\x\\panetree-job.exe',
    command: `"C:\\x\\panetree-job.exe" exec ${name} -- tool`,
  });
  const other = { ...lineOf('Local\\p.8.0'), pid: 20 };
  const told = gates.tell([lineOf('Local\\p.7.0'), command, other]);
  expect(told.map(({ pid, plumbing }) => [pid, plumbing])).toEqual([
    [8, 'gate'],
    [12, undefined],
    [20, undefined],
  ]);
  expect(gates.identities).toEqual([{ pid: 8, birth: '600' }]);
  // Known by now, it is described no more.
  expect(gates.tell([gate, command])[0]?.plumbing).toBe('gate');
});

test('a gate whose command has ended is forgotten, one whose command has not joined yet is not', () => {
  const gates = newGates();
  gates.add(8);
  gates.tell([child]);
  expect(gates.has(8)).toBe(true);
  gates.confirm(8, gate.birth);
  gates.tell([child]);
  expect(gates.has(8)).toBe(false);
});

test('a PID that was given out again is no gate', () => {
  const gates = newGates();
  gates.add(8);
  gates.confirm(8, gate.birth);
  const young = seen(8, 12, '900');
  expect(gates.tell([command, young])).toContain(young);
});
