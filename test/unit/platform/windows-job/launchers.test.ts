import { expect, test } from 'vitest';
import { Launchers } from '../../../../src/platform/windows-job/launchers.js';

const host = 100;
const seen = (pid: number, ppid: number, birth: string) => ({
  pid,
  ppid,
  birth,
  image: undefined,
  command: undefined,
});
const launcher = seen(8, host, '600');
const command = seen(12, 8, '601');
const child = seen(16, 12, '602');

const line = { file: 'C:\\x\\Panetree-Job.exe', line: 'Local\\p.7.' };
const newLaunchers = () => new Launchers(host, line);

test('without launchers the members are what they are', () => {
  const members = [command, child];
  expect(newLaunchers().tell(members)).toBe(members);
});

test('a launcher is plumbing, be it inside or outside, and its command is a child of the host', () => {
  const launchers = newLaunchers();
  launchers.add(8);
  const told = [{ ...command, ppid: host }, child];
  expect(launchers.tell([launcher, command, child])).toEqual([
    { ...launcher, plumbing: 'launcher' },
    ...told,
  ]);
  expect(launchers.tell([command, child])).toEqual(told);
  expect(launchers.commandOf(8)).toEqual({ pid: 12, birth: '601' });
});

test('a launcher whose PID nobody has told is one by its command line, and that of another block is none', () => {
  const launchers = newLaunchers();
  const lineOf = (name: string) => ({
    ...launcher,
    image: 'C:\\x\\panetree-job.exe',
    command: `"C:\\x\\panetree-job.exe" exec ${name} -- tool`,
  });
  const other = { ...lineOf('Local\\p.8.0'), pid: 20 };
  const told = launchers.tell([lineOf('Local\\p.7.0'), command, other]);
  expect(told.map(({ pid, plumbing }) => [pid, plumbing])).toEqual([
    [8, 'launcher'],
    [12, undefined],
    [20, undefined],
  ]);
  expect(launchers.identities).toEqual([{ pid: 8, birth: '600' }]);
  // Known by now, it is described no more.
  expect(launchers.tell([launcher, command])[0]?.plumbing).toBe('launcher');
});

test('a launcher whose command has ended is forgotten, one whose command has not joined yet is not', () => {
  const launchers = newLaunchers();
  launchers.add(8);
  launchers.tell([child]);
  expect(launchers.has(8)).toBe(true);
  launchers.confirm(8, launcher.birth);
  launchers.tell([child]);
  expect(launchers.has(8)).toBe(false);
});

test('a PID that was given out again is no launcher', () => {
  const launchers = newLaunchers();
  launchers.add(8);
  launchers.confirm(8, launcher.birth);
  const young = seen(8, 12, '900');
  expect(launchers.tell([command, young])).toContain(young);
});
