import { ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn as spawnPty } from 'node-pty';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readProcStat } from '../../../../src/platform/posix/proc-stat.js';
import { type PsOptions, runPs } from '../../../../src/platform/posix/ps.js';
import type { PsRow } from '../../../../src/platform/posix/ps-rows.js';
import { until } from '../../../support/until.js';
import { needsPosix, needsProc } from '../../support/needs.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const directory = temporaryDirectory();
const notes = join(directory, 'notes');

/** `own` prints what every table must have; `note` writes down what the test wants to know. */
const prelude = `#!/bin/sh
row() { printf '%5d %5d %5d S      501      0 ??       %-16s %-28s %s\\n' $1 1 $1 $2 'Sat Nov  8 09:12:33 2025' $2; }
own() { row $$ ps; row $PPID node; }
note() { printf '%s\\n' "$@" >'${notes}'; }
`;

function fakePs(script: string): string {
  const file = join(directory, 'ps');
  writeFileSync(file, `${prelude}${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** Time enough for a shell on a busy machine. */
const ask = (script: string, options: PsOptions = {}) =>
  runPs({ file: fakePs(script), boundMs: 10_000, ...options });

const noted = () => readFileSync(notes, 'utf8').trimEnd().split('\n');

const isGone = (pid: number) => {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
};

const pidsToEnd: number[] = [];

beforeEach(needsPosix);

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const pid of pidsToEnd.splice(0)) {
    if (!isGone(pid)) process.kill(pid, 'SIGKILL');
  }
});

const columns = (name: string) =>
  ['pid', 'ppid', 'pgid', 'stat', 'uid', 'sess', 'tty', name, 'lstart', 'command'].map(
    (each) => `-o ${each}=`,
  );

describe('a table that is whole', () => {
  test('is told without the ps that printed it', async () => {
    const { rows, ownPid, unread } = await ask('note $$; own; row 7 other; row 8 node');
    expect(rows.map(({ pid, name }) => [pid, name])).toEqual([
      [process.pid, 'node'],
      [7, 'other'],
      [8, 'node'],
    ]);
    expect([ownPid, unread]).toEqual([Number(noted()[0]), 0]);
  });

  test('may have one line in ten that is none', async () => {
    const eighteen = 'own; for each in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do row $each x; done';
    const { rows, unread } = await ask(`${eighteen}; echo one; echo two`);
    expect([rows.length, unread]).toEqual([17, 2]);
    await expect(ask(`${eighteen}; echo; echo; echo`)).rejects.toThrow(
      '3 of 21 lines of ps could not be understood',
    );
  });

  test('counts though ps complained about something', async () => {
    expect((await ask('own; echo warning >&2')).unread).toBe(0);
  });

  test('is asked for in a locale and a time zone of its own, whatever the host has', async () => {
    vi.stubEnv('PS_FORMAT', 'pid');
    vi.stubEnv('LC_ALL', 'ja_JP.UTF-8');
    vi.stubEnv('TZ', 'Asia/Tokyo');
    await ask('note "$TZ" "$LC_TIME" "$LC_ALL$LANG" "$PS_FORMAT$COLUMNS"; own');
    expect(noted()).toEqual(['UTC0', 'C']);
  });

  test.for([
    ['darwin', ['-ax', '-ww', '-E', ...columns('ucomm')]],
    ['linux', ['axeww', ...columns('fname')]],
  ] as const)('%s: one call asks for everything', async ([platform, expected]) => {
    await ask('note "$*"; own', { platform });
    expect(noted()).toEqual([expected.join(' ')]);
  });
});

describe('rule 3: unknown is not empty', () => {
  test.for([
    [':', 'ps printed nothing'],
    ['echo "ps: sysctl" >&2', 'ps printed nothing'],
    ['own; printf "ps: bad\\nusage\\n" >&2; exit 3', 'ps failed with exit code 3: ps: bad'],
    ['own; exit 1', /^ps failed with exit code 1$/],
    ['own; kill -9 $$', 'ps was ended by SIGKILL'],
    ['own; printf "    7     1"', 'ps broke off in the middle of a line'],
    ['own; row 7 x | tr -d "\\n"', 'ps broke off in the middle of a line'],
    ['own; echo garbage', '1 of 3 lines of ps could not be understood'],
    ['own; head -c 5000 /dev/urandom; echo', /lines of ps could not be understood$/],
    ['row $PPID node; row 7 x', 'ps did not list itself'],
    ['row $$ ps; row 7 x', `ps did not list this process (${process.pid})`],
  ] as const)('%j is refused', async ([script, message]) => {
    await expect(ask(script)).rejects.toThrow(message);
  });

  test('a ps that is not there, or is no program, is refused', async () => {
    const missing = join(directory, 'missing');
    await expect(runPs({ file: missing })).rejects.toThrow(`ps could not be run: spawn ${missing} ENOENT`);
    await expect(runPs({ file: directory })).rejects.toThrow(/^ps could not be run: spawn .* EACCES$/);
  });

  test('more than 64 MB are refused, and the printing is ended', async () => {
    const file = fakePs('note $$; exec yes');
    await expect(runPs({ file, boundMs: 30_000 })).rejects.toThrow('ps printed more than 67108864 bytes');
    expect(isGone(Number(noted()[0]))).toBe(true);
  });
});

describe('a ps that hangs', () => {
  test.for(['', 'own;', "trap '' TERM INT HUP;"])('after %j is ended and reaped in time', async (before) => {
    const startedAt = performance.now();
    const running = runPs({ file: fakePs(`${before} note $$; exec sleep 60`), boundMs: 500 });
    await expect(running).rejects.toThrow('ps did not answer within 500 ms');
    expect(performance.now() - startedAt).toBeLessThan(20_000);
    expect(isGone(Number(noted()[0]))).toBe(true);
  });

  test('because something holds its output is given up in time', async () => {
    const running = runPs({ file: fakePs('own; sleep 60 & note $!'), boundMs: 500 });
    await expect(running).rejects.toThrow('ps did not answer within 500 ms');
    pidsToEnd.push(Number(noted()[0]));
  });

  test('and cannot be ended is given up in time', async () => {
    const kill = vi.spyOn(ChildProcess.prototype, 'kill').mockReturnValue(true);
    const running = runPs({ file: fakePs('note $$; exec sleep 60'), boundMs: 500 });
    await expect(running).rejects.toThrow('ps did not answer within 500 ms');
    expect(kill.mock.calls).toEqual([['SIGKILL']]);
    pidsToEnd.push(Number(noted()[0]));
  });
});

function start(file: string, args: readonly string[], options: SpawnOptions = {}): number {
  const { pid = 0 } = spawn(file, args, { stdio: 'ignore', ...options });
  pidsToEnd.push(pid);
  return pid;
}

async function rowOf(pid: number): Promise<PsRow | undefined> {
  return (await runPs({ boundMs: 5000 })).rows.find((row) => row.pid === pid);
}

/** Field 7 of /proc/PID/stat, see proc_pid_stat(5). */
function hasTerminal(pid: number): boolean {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[4] !== '0';
}

async function compare(pid: number): Promise<PsRow> {
  const row = await until(() => rowOf(pid), { what: `ps lists ${pid}` });
  const stat = readProcStat(pid);
  if (stat === undefined) throw new Error(`${pid} has gone`);
  const { ppid, group, session, name, startTicks } = stat;
  expect(row).toMatchObject({ pid, ppid, group, session: session === 0 ? undefined : session });
  expect(name.startsWith(row.name)).toBe(true);
  expect(row.terminal !== undefined).toBe(hasTerminal(pid));
  const bootedAt = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1]) * 1000;
  expect(Math.abs(row.startedAt - (bootedAt + startTicks * 10))).toBeLessThanOrEqual(1000);
  return row;
}

describe('the ps of this machine, against /proc', () => {
  beforeEach(needsProc);

  test('agrees on this process', async () => {
    expect(await compare(process.pid)).toMatchObject({ uid: process.geteuid?.() });
  });

  test('agrees on a child, and tells its marker but nothing else of its environment', async () => {
    const env = { PANETREE_BLOCK: 'k3vq0a:one.1', API_TOKEN: 'a-secret' };
    const row = await compare(start('/bin/sleep', ['600'], { env }));
    expect(row).toMatchObject({ name: 'sleep', command: '/bin/sleep 600', marker: 'k3vq0a:one.1' });
    expect(JSON.stringify(row)).not.toContain('a-secret');
  });

  test('agrees on a session of its own', async () => {
    const pid = start('/bin/sleep', ['600'], { detached: true });
    expect(await compare(pid)).toMatchObject({ session: pid, group: pid, terminal: undefined });
  });

  test('agrees on a terminal', async () => {
    const pty = spawnPty('/bin/sleep', ['600'], {});
    pidsToEnd.push(pty.pid);
    expect(await compare(pty.pid)).toMatchObject({
      session: pty.pid,
      terminal: expect.stringMatching(/^pts\/\d/),
    });
  });

  test('agrees on a stopped process', async () => {
    const pid = start('/bin/sleep', ['600']);
    process.kill(pid, 'SIGSTOP');
    await until(() => readProcStat(pid)?.state === 'T', { what: 'the stop' });
    expect((await compare(pid)).state).toMatch(/^T/);
  });

  test('agrees on a zombie', async () => {
    const parent = start('/bin/sh', ['-c', 'exit 0 & exec sleep 600']);
    const children = `/proc/${parent}/task/${parent}/children`;
    const zombie = await until(() => Number(readFileSync(children, 'latin1')), { what: 'the child' });
    await until(() => readProcStat(zombie)?.state === 'Z', { what: 'its end' });
    expect(await compare(zombie)).toMatchObject({ ppid: parent, state: expect.stringMatching(/^Z/) });
  });

  test('agrees on a name of spaces, parentheses and other scripts', async () => {
    mkdirSync(join(directory, 'odd'), { recursive: true });
    const file = join(directory, 'odd', ') é 1');
    copyFileSync('/bin/sleep', file);
    const row = await compare(start(file, ['600', '--'], { env: {} }));
    expect(row).toMatchObject({ name: ') é 1', command: `${file} 600 --`, marker: undefined });
  });

  test('agrees on another user’s process', async ({ skip }) => {
    skip(process.geteuid?.() !== 0, 'only root can start a process of another user');
    expect(await compare(start('/bin/sleep', ['600'], { uid: 65_534 }))).toMatchObject({ uid: 65_534 });
  });

  test('does not list what has been reaped', async () => {
    const child = spawn('/bin/true', { stdio: 'ignore' });
    await once(child, 'exit');
    expect(await rowOf(child.pid ?? 0)).toBeUndefined();
  });
});
