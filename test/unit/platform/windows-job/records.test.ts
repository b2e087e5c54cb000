import { expect, test } from 'vitest';
import type { SeenProcess } from '../../../../src/platform/windows-job/job-helper.js';
import { Records } from '../../../../src/platform/windows-job/records.js';

const host = { pid: 100, birth: '500' };
const image = 'C:\\bin\\tool.exe';
const seen: SeenProcess = { pid: 8, ppid: 100, birth: '600', image, command: 'tool --x' };
const described = { pid: 8, birth: '600' };
const bare = { ...seen, image: undefined, command: undefined };

test('a member is described once and stays the same record', () => {
  const records = new Records(host);
  const [first] = records.update([seen]);
  expect(first).toEqual({
    pid: 8,
    birth: 'filetime:600',
    ppid: 100,
    name: 'tool.exe',
    command: 'tool --x',
    startedAt: -11_644_473_600_000,
    processGroup: undefined,
    systemSession: undefined,
    evidence: ['container'],
    runId: undefined,
    lifetime: 'pane',
    escapedTo: undefined,
  });
  expect(records.described).toEqual([described]);
  const again = records.update([bare]);
  expect(again[0]).toBe(first);
  expect(records.update([bare])).toBe(again);
});

test('a command that cannot be read is asked for twice', () => {
  const records = new Records(host);
  const hidden = { ...seen, command: undefined };
  expect(records.update([hidden])[0]?.command).toBe('[tool.exe]');
  expect(records.described).toEqual([]);
  records.update([hidden]);
  expect(records.described).toEqual([described]);
});

test('a description for which there was no room is asked for until it comes', () => {
  const records = new Records(host);
  for (let look = 0; look < 5; look++) records.update([bare]);
  expect(records.described).toEqual([]);
  expect(records.update([seen])[0]?.command).toBe('tool --x');
});

test('a PID that has changed hands is another member', () => {
  const records = new Records(host);
  const [old] = records.update([seen]);
  const [young] = records.update([{ ...seen, birth: '700', command: 'other' }]);
  expect([old?.birth, young?.birth]).toEqual(['filetime:600', 'filetime:700']);
});

test('a parent younger than its child is none, be it the host or a member', () => {
  const records = new Records(host);
  const older = { ...seen, birth: '400' };
  expect(records.update([older])[0]?.ppid).toBe(0);
  const child = { ...seen, pid: 12, ppid: 8, birth: '650' };
  expect(records.update([seen, child])[1]?.ppid).toBe(8);
  expect(records.update([{ ...seen, birth: '900' }, child])[1]?.ppid).toBe(0);
});

test('one that cannot be opened stays what it was, and is nobody where it was not known', () => {
  const records = new Records(host);
  const closed = { ...bare, birth: undefined };
  expect(records.update([closed])).toEqual([]);
  const [first] = records.update([seen]);
  expect(records.update([closed])[0]).toBe(first);
});

test('a long command is cut between two characters', () => {
  const [record] = new Records(host).update([{ ...seen, command: 'ä'.repeat(3000) }]);
  expect(Buffer.byteLength(record?.command ?? '')).toBe(4096);
  const [odd] = new Records(host).update([{ ...seen, command: `x${'ä'.repeat(3000)}` }]);
  expect(odd?.command.endsWith('ä')).toBe(true);
});

test('what breaks away from the job of its run keeps its run, and so does what it starts', () => {
  const records = new Records(host);
  const inRun = { ...seen, run: '1000007' };
  const away = { ...seen, pid: 12, ppid: 8, birth: '650' };
  const below = { ...seen, pid: 16, ppid: 12, birth: '660' };
  const stranger = { ...seen, pid: 20, ppid: 100, birth: '670' };
  const runs = records.update([inRun, away, below, stranger]).map(({ runId }) => runId);
  expect(runs).toEqual([1_000_007, 1_000_007, 1_000_007, undefined]);
  expect(records.update([{ ...below, ppid: 0 }])[0]?.runId).toBe(1_000_007);
});
