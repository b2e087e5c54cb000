import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { openRegistry, TrackerError } from '../../../src/index.js';
import { openStore } from '../../../src/store/index.js';
import { leastNode, whyNodeTooOld } from '../../../src/tracker/node-version.js';

test.each(['20.19.0', '20.20.1', '22.0.0', '24.3.0'])('Node %s is new enough', (version) => {
  expect(whyNodeTooOld(version)).toBeUndefined();
});

test.each(['18.20.8', '20.18.3', '16.0.0'])('Node %s is too old', (version) => {
  expect(whyNodeTooOld(version)).toBe(`panetree needs Node 20.19 or later; this is Node ${version}`);
});

test('package.json asks for the same version', () => {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  expect(manifest).toMatchObject({ engines: { node: `>=${leastNode}` } });
});

test('on a Node that is too old nothing opens', async () => {
  vi.stubGlobal('process', { ...process, versions: { ...process.versions, node: '18.20.8' } });
  try {
    for (const opening of [openRegistry(), openStore()]) {
      await expect(opening).rejects.toBeInstanceOf(TrackerError);
      await expect(opening).rejects.toThrow('panetree needs Node 20.19 or later; this is Node 18.20.8');
    }
  } finally {
    vi.unstubAllGlobals();
  }
});
