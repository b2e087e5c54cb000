import { expect, test, vi } from 'vitest';
import { TrackerError } from '../../../src/index.js';
import { PaneScreen, spawnPty } from '../../../src/pty/index.js';
import type { PaneTracker } from '../../../src/tracker/api.js';

vi.mock('@xterm/headless', () => {
  throw new Error("Cannot find package '@xterm/headless'");
});
vi.mock('node-pty', () => {
  throw new Error("Cannot find package 'node-pty'");
});

test('a screen without its packages says what to install', async () => {
  const opening = PaneScreen.open();
  await expect(opening).rejects.toThrow('needs the package @xterm/headless: npm install @xterm/headless');
  await expect(opening).rejects.toMatchObject({ code: 'unsupported' });
  await expect(opening).rejects.toBeInstanceOf(TrackerError);
});

test('so does a terminal without node-pty', async () => {
  await expect(spawnPty({} as PaneTracker, '/bin/true')).rejects.toThrow(
    'panetree/pty needs the package node-pty: npm install node-pty',
  );
});
