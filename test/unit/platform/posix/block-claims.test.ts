import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instanceName } from '../../../../src/platform/posix/instance-name.js';
import { BlockClaims } from '../../../../src/platform/posix/ledger/block-claims.js';

const block = 'panetree-1-1-00000000-1-1-keep:some block.1';
/** Of this boot, and no process has such a PID. */
const dead = instanceName('keep').replace(/^panetree-\d+/, 'panetree-9999999');

let stateDir: string;
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'panetree-claims-'));
});
afterEach(() => rmSync(stateDir, { recursive: true }));

function registry() {
  const name = instanceName('keep');
  return { name, claims: new BlockClaims(stateDir, name) };
}

function files(): readonly string[] {
  return readdirSync(join(stateDir, 'claims'));
}

test('one has it, until it lets go', async () => {
  const [one, other] = [registry(), registry()];
  expect(await one.claims.holderOf(block)).toBeUndefined();
  await one.claims.take(block);
  for (const { claims } of [one, other]) expect(await claims.holderOf(block)).toBe(one.name);
  await expect(other.claims.take(block)).rejects.toThrow(`${one.name} has taken it over`);
  await other.claims.release(block);
  expect(await other.claims.holderOf(block)).toBe(one.name);
  await one.claims.release(block);
  await other.claims.take(block);
  expect(await one.claims.holderOf(block)).toBe(other.name);
});

test.each([
  ['that nobody had', false],
  ['that a dead host had', true],
])('of many who take at once one has it: a block %s', async (_, hadOne) => {
  if (hadOne) await new BlockClaims(stateDir, dead).take(block);
  const takers = Array.from({ length: 20 }, registry);
  const outcomes = await Promise.allSettled(takers.map(({ claims }) => claims.take(block)));
  const winners = takers.filter((_taker, index) => outcomes[index]?.status === 'fulfilled');
  expect(winners).toHaveLength(1);
  expect(await registry().claims.holderOf(block)).toBe(winners[0]?.name);
  expect(files()).toHaveLength(1);
});

test('a dead host holds nothing, and another boot leaves nothing behind', async () => {
  await new BlockClaims(stateDir, dead).take(block);
  await new BlockClaims(stateDir, dead.replace(/-[0-9a-f]{8}-/, '-00000000-')).take('of another boot');
  const { claims } = registry();
  expect(await claims.holderOf(block)).toBeUndefined();
  expect(files()).toHaveLength(2);
  await claims.removeOutdated();
  expect(files()).toHaveLength(1);
});

test('files are the owner’s alone, and what is none of ours is left alone', async () => {
  const { claims } = registry();
  await claims.take(block);
  const [file = ''] = files();
  expect(statSync(join(stateDir, 'claims')).mode & 0o777).toBe(0o700);
  expect(statSync(join(stateDir, 'claims', file)).mode & 0o777).toBe(0o600);
  writeFileSync(join(stateDir, 'claims', 'notes.txt'), 'mine');
  await claims.removeOutdated();
  expect(files()).toContain('notes.txt');
});
