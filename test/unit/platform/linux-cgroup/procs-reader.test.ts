import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { emptyListing, parsePids, ProcsReader } from '../../../../src/platform/linux-cgroup/procs-reader.js';
import { until } from '../../../support/until.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

const directory = join(temporaryDirectory(), 'pane');
const readers: ProcsReader[] = [];

afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('parsePids', () => {
  test.for([
    ['', []],
    ['7\n', [7]],
    ['7\n12\n4194304\n', [7, 12, 4_194_304]],
    ['7\n7\n12\n7\n', [7, 7, 12, 7]],
    ['0\n7\n0\n', [7]],
    ['0\n', []],
  ] as const)('%j', ([text, pids]) => {
    expect(parsePids(listing(text))).toEqual(pids);
  });

  test('reads no further than the listing is long', () => {
    expect(parsePids({ bytes: Buffer.from('7\n8\n9\n'), length: 4 })).toEqual([7, 8]);
  });

  test('gives any PIDs back in their order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4_194_304)), (pids) => {
        const text = pids.map((pid) => `${pid}\n`).join('');
        expect(parsePids(listing(text))).toEqual(pids.filter((pid) => pid > 0));
      }),
    );
  });
});

describe('ProcsReader', () => {
  test('reads the cgroup and its leaves', () => {
    makeCgroup('', { descendants: 1, pids: [3] });
    makeCgroup('main', { pids: [7, 8] });
    expect(read(['main'], 0)).toEqual([3, 7, 8]);
  });

  test('walks into sub-cgroups that members have made, and reads none twice', () => {
    makeCgroup('', { descendants: 4 });
    makeCgroup('main', { pids: [7] });
    makeCgroup('main/own', { pids: [8] });
    makeCgroup('main/own/deeper', { pids: [9] });
    makeCgroup('stray', { pids: [10] });
    expect(read(['main'], 0).toSorted((a, b) => a - b)).toEqual([7, 8, 9, 10]);
  });

  test('does not walk where the kernel counts no more than the known ones', () => {
    makeCgroup('', { descendants: 2 });
    makeCgroup('main', { pids: [7] });
    makeCgroup('id-000-x', { pids: [66] });
    expect(read(['main'], 1)).toEqual([7]);
  });

  test('sees what has changed through the descriptors it holds', () => {
    makeCgroup('', { descendants: 1 });
    makeCgroup('main', { pids: [7] });
    const reader = open(['main'], 0);
    expect(pidsOf(reader)).toEqual([7]);
    makeCgroup('main', { pids: [8, 9] });
    expect(pidsOf(reader)).toEqual([8, 9]);
  });

  test('a pane larger than the buffer is read whole', () => {
    const pids = Array.from({ length: 30_000 }, (_, index) => 100_000 + index);
    makeCgroup('', { descendants: 1 });
    makeCgroup('main', { pids });
    expect(read(['main'], 0)).toEqual(pids);
  });
});

describe('a leaf that was empty', () => {
  test('is not read again until the kernel tells of a change', async () => {
    let changes = 0;
    makeCgroup('', { descendants: 1 });
    makeCgroup('main', {});
    const reader = open(['main'], 0, () => changes++);
    expect(pidsOf(reader, 'skipped')).toEqual([]);
    makeCgroup('main', { pids: [7] });
    expect(pidsOf(reader, 'skipped')).toEqual([]);
    writeFileSync(join(directory, 'main', 'cgroup.events'), 'populated 1\n');
    await until(() => changes > 0, { what: 'the change is told' });
    expect(pidsOf(reader, 'skipped')).toEqual([7]);
  });

  test('is read all the same where that is asked for, or by whoever knows better', () => {
    makeCgroup('', { descendants: 1 });
    makeCgroup('main', {});
    const reader = open(['main'], 0);
    expect(pidsOf(reader)).toEqual([]);
    makeCgroup('main', { pids: [7] });
    expect(pidsOf(reader)).toEqual([7]);
    makeCgroup('main', {});
    expect(pidsOf(reader)).toEqual([]);
    makeCgroup('main', { pids: [8] });
    reader.rouse('main');
    expect(pidsOf(reader, 'skipped')).toEqual([8]);
  });

  test('is read at each look where nothing can be watched', () => {
    makeCgroup('', { descendants: 1 });
    makeCgroup('main', {});
    rmSync(join(directory, 'main', 'cgroup.events'));
    const reader = open(['main'], 0);
    expect(pidsOf(reader, 'skipped')).toEqual([]);
    makeCgroup('main', { pids: [7] });
    expect(pidsOf(reader, 'skipped')).toEqual([7]);
  });
});

function listing(text: string) {
  const bytes = Buffer.from(text);
  return { bytes, length: bytes.length };
}

interface Content {
  readonly pids?: readonly number[];
  readonly descendants?: number;
}

function makeCgroup(name: string, { pids = [], descendants = 0 }: Content): void {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'cgroup.procs'), pids.map((pid) => `${pid}\n`).join(''));
  if (!existsSync(join(path, 'cgroup.events'))) writeFileSync(join(path, 'cgroup.events'), 'populated 0\n');
  writeFileSync(join(path, 'cgroup.stat'), `nr_descendants ${descendants}\nnr_dying_descendants 0\n`);
}

function open(leaves: readonly string[], emptyChildren: number, onChange?: () => void): ProcsReader {
  const options = { leaves, emptyChildren, ...(onChange === undefined ? {} : { onChange }) };
  const reader = new ProcsReader(directory, options);
  readers.push(reader);
  return reader;
}

function pidsOf(reader: ProcsReader, quiet?: 'skipped' | 'read'): readonly number[] {
  const found = emptyListing();
  reader.appendTo(found, quiet);
  return parsePids(found);
}

function read(leaves: readonly string[], emptyChildren: number): readonly number[] {
  return pidsOf(open(leaves, emptyChildren));
}
