import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openEventLog } from '../../../src/cli/event-log.js';

function directory(): string {
  const root = mkdtempSync(join(tmpdir(), 'panetree-events-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  return root;
}

test('a file of events is for its owner alone: command lines in it may hold secrets', async () => {
  const path = join(directory(), 'events');
  const log = await openEventLog(path);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await log.close();
});

test('the mode of a file that is there already stays', async () => {
  const path = join(directory(), 'events');
  writeFileSync(path, '');
  chmodSync(path, 0o640);
  const log = await openEventLog(path);
  await log.close();
  expect(statSync(path).mode & 0o777).toBe(0o640);
});
