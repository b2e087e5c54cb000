import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ChangeWriter } from '../../../src/store/change-writer.js';
import { packSeen } from '../../../src/store/changes.js';
import type { EngineOptions, PackedChanges, Problem } from '../../../src/store/protocol.js';
import { Opener } from '../../../src/store/worker/opener.js';
import { Writer } from '../../../src/store/worker/writer.js';
import { until } from '../../support/until.js';
import { freshPath, optionsOf } from './support/engines.js';
import { sqlite } from './support/sqlite.js';
import { added } from './support/told.js';

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0).toReversed()) close();
});

/** A writer over a file, with what it says. */
function start(path: string, differences: Partial<EngineOptions> = {}) {
  const options = optionsOf(path, { busyTimeoutMs: 200, ...differences });
  const said: (readonly [string, ...unknown[]])[] = [];
  const replaced: Problem[] = [];
  const opener = new Opener(sqlite, options, (problem) => replaced.push(problem));
  const writer = new Writer(opener, options, {
    written: (count) => said.push(['written', count]),
    lost: (count, problem) => said.push(['lost', count, problem?.code]),
    failing: (problem) => said.push(['failing', problem.code]),
    recovered: () => said.push(['recovered']),
  });
  closers.push(() => opener.close());
  const heard = (...event: readonly unknown[]) =>
    until(() => said.some((each) => JSON.stringify(each) === JSON.stringify(event)), {
      what: () => `${JSON.stringify(event)}; said: ${JSON.stringify(said)}`,
    });
  return { opener, writer, said, replaced, heard };
}

function changes(...pids: readonly number[]): PackedChanges {
  const writer = new ChangeWriter('r');
  for (const pid of pids) packSeen(writer, 1000, added(pid));
  return writer.take();
}

/** A store that is there, with one process in it. */
async function filled(): Promise<string> {
  const path = freshPath();
  const { opener, writer, heard } = start(path);
  writer.addChanges(changes(7));
  await heard('written', 1);
  await new Promise<void>((resolve) => writer.drain(resolve));
  opener.close();
  return path;
}

function pidsIn(opener: Opener): readonly number[] {
  return opener
    .engine()
    .read('processes', {})
    .map(({ pid }) => pid)
    .toReversed();
}

/** Another connection, which holds the file for writing until it is told to let go. */
function hold(path: string): () => void {
  const other = sqlite.open(path, 'write');
  other.exec('BEGIN IMMEDIATE');
  closers.push(() => other.close());
  return () => other.exec('COMMIT');
}

function call(writer: Writer): Promise<unknown> {
  return new Promise((resolve) => {
    const fail = ({ code }: Problem) => resolve(code);
    writer.addCall({ name: 'takeRunIds', argument: 1, answer: resolve, fail });
  });
}

describe('a file that somebody else holds', () => {
  test('for a while is waited for, without a word', async () => {
    const path = await filled();
    const { opener, writer, said, heard } = start(path, { busyTimeoutMs: 10_000 });
    const letGo = hold(path);
    writer.addChanges(changes(8));
    const read = new Promise((resolve) => {
      writer.addRead(() => resolve(pidsIn(opener)));
    });
    expect(await read).toEqual([7]);
    expect(said).toEqual([]);
    letGo();
    await heard('written', 1);
    expect(said).toEqual([['written', 1]]);
  });

  test('for too long is a failure, said once; what waits is written when it is free', async () => {
    const path = await filled();
    const { opener, writer, said, heard } = start(path);
    const letGo = hold(path);
    writer.addChanges(changes(8));
    writer.addChanges(changes(9));
    const asked = call(writer);
    await heard('failing', 'store-locked');
    expect(await asked, 'who asks is told').toBe('store-locked');
    letGo();
    await until(() => said.filter(([kind]) => kind === 'written').length === 2, { what: 'both are written' });
    expect(said.filter(([kind]) => kind !== 'written')).toEqual([['failing', 'store-locked'], ['recovered']]);
    expect(pidsIn(opener)).toEqual([7, 8, 9]);
  });

  test('makes room for what is new by giving up what is oldest, and counts it', async () => {
    const path = await filled();
    const { opener, writer, said, heard } = start(path, { waitingChanges: 5 });
    const letGo = hold(path);
    for (let pid = 10; pid < 20; pid++) writer.addChanges(changes(pid, pid + 100));
    expect(said).toEqual(Array.from({ length: 8 }, () => ['lost', 2, undefined]));
    letGo();
    await heard('written', 2);
    await until(() => pidsIn(opener).length === 5, { what: 'the last two are written' });
    expect(pidsIn(opener)).toEqual([7, 18, 118, 19, 119]);
  });

  test('when all is to end, what is left is given up after the wait, and said', async () => {
    const path = await filled();
    const { writer, said } = start(path);
    hold(path);
    writer.addChanges(changes(8));
    writer.addChanges(changes(9));
    await new Promise<void>((resolve) => {
      writer.drain(resolve);
    });
    expect(said.filter(([kind]) => kind === 'lost')).toEqual([
      ['lost', 1, 'store-locked'],
      ['lost', 1, 'store-locked'],
    ]);
  });
});

describe('a damaged file', () => {
  const damages: readonly (readonly [string, (path: string) => void])[] = [
    ['that is garbage', (path) => writeFileSync(path, 'garbage'.repeat(4000))],
    ['that is cut off in its header', (path) => truncateSync(path, 60)],
    ['that is cut off behind its first page', (path) => truncateSync(path, 4096)],
  ];

  test.for(damages)('%s is set aside, said, and a new one begun', async ([, damage]) => {
    const path = await filled();
    damage(path);
    const damaged = readFileSync(path);
    const { opener, writer, replaced, heard } = start(path);
    writer.addChanges(changes(8));
    await heard('written', 1);
    expect(replaced).toMatchObject([{ code: 'store-corrupt' }]);
    expect(readFileSync(replaced[0]?.setAsideAt ?? '').equals(damaged), 'byte for byte').toBe(true);
    expect(replaced[0]?.message).toContain(path);
    expect(pidsIn(opener)).toEqual([8]);
  });

  test('does not take the name of one that was set aside at the same time', async () => {
    const path = await filled();
    for (let round = 0; round < 3; round++) {
      writeFileSync(path, `garbage ${round}`.repeat(4000));
      const { opener, replaced } = start(path);
      opener.engine();
      opener.close();
      expect(replaced).toHaveLength(1);
    }
    expect(readdirSync(dirname(path)).filter((name) => name.includes('corrupt'))).toHaveLength(3);
  });

  test('that is damaged again at once is not set aside again, and what comes waits', async () => {
    const path = await filled();
    writeFileSync(path, 'garbage'.repeat(4000));
    const { opener, writer, replaced, heard } = start(path);
    opener.engine();
    opener.close();
    writeFileSync(path, 'garbage'.repeat(4000));
    writer.addChanges(changes(8));
    await heard('failing', 'store-corrupt');
    expect(replaced).toHaveLength(1);
  });

  test('is left alone by whoever only reads', async () => {
    const path = await filled();
    writeFileSync(path, 'garbage'.repeat(4000));
    const { opener, replaced } = start(path, { mode: 'read' });
    expect(() => opener.engine()).toThrow(/not a database/);
    expect([replaced, readFileSync(path, 'utf8').slice(0, 7)]).toEqual([[], 'garbage']);
  });
});

describe('the file', () => {
  test('is for its user alone, and so is the directory that was made for it', async () => {
    const path = freshPath();
    const { writer, heard } = start(path);
    writer.addChanges(changes(7));
    await heard('written', 1);
    const modes = ['', '-wal', '-shm'].map((suffix) => statSync(`${path}${suffix}`).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  test('that others could read is closed to them; a directory that was there is left as it is', () => {
    const path = freshPath();
    mkdirSync(dirname(path), { mode: 0o755 });
    writeFileSync(path, '', { mode: 0o644 });
    start(path).opener.engine();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o755);
  });

  test('that was removed while open is begun anew, and that is said', async () => {
    const path = freshPath();
    const { writer, replaced, opener, heard } = start(path);
    writer.addChanges(changes(7));
    await heard('written', 1);
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`);
    writer.addChanges(changes(8, 9));
    await heard('written', 2);
    expect(replaced).toMatchObject([{ code: 'store-failed' }]);
    expect(pidsIn(opener)).toEqual([8, 9]);
  });
});

test('a change that can never be written is given up, and does not hold up those behind it', async () => {
  const { opener, writer, said, heard } = start(freshPath());
  const wrong = new ChangeWriter('r');
  packSeen(wrong, 1000.5, added(6));
  writer.addChanges(wrong.take());
  writer.addChanges(changes(7));
  await heard('written', 1);
  expect(said).toEqual([['lost', 1, 'store-failed'], ['written', 1], ['recovered']]);
  expect(pidsIn(opener)).toEqual([7]);
});

test('the retention has its turn with the first write, however few follow', async () => {
  const path = await filled();
  const { opener, writer, heard } = start(path, { maxAgeMs: 1 });
  writer.addChanges(changes(8));
  await heard('written', 1);
  await until(() => opener.engine().read('stats', undefined).historyEntries === 0, { what: 'it was pruned' });
});

test('the retention has its turn by itself', async () => {
  const { opener, writer, heard } = start(freshPath(), { maxAgeMs: 1 });
  const pids = Array.from({ length: 6000 }, (_, index) => index + 1);
  writer.addChanges(changes(...pids));
  await heard('written', 6000);
  await until(() => opener.engine().read('stats', undefined).historyEntries < 6000, {
    what: 'it was pruned',
  });
});
