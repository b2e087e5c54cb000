import { expect, test, vi } from 'vitest';
import { TrackerError } from '../../../src/index.js';
import { PaneScreen, spawnPty } from '../../../src/pty/index.js';
import { loadNodePty } from '../../../src/pty/node-pty.js';
import type { NodePty } from '../../../src/pty/terminal.js';
import type { PaneTracker } from '../../../src/tracker/api.js';

vi.mock('@xterm/headless', () => {
  throw new Error("Cannot find package '@xterm/headless'");
});
vi.mock('node-pty', () => {
  throw new Error("Cannot find package 'node-pty'");
});
vi.mock('@lydell/node-pty', () => {
  throw new Error("Cannot find package '@lydell/node-pty'");
});

const build: NodePty = {
  spawn: () => {
    throw new Error('not called');
  },
};

test('a screen without its packages says what to install', async () => {
  const opening = PaneScreen.open();
  await expect(opening).rejects.toThrow('needs the package @xterm/headless: npm install @xterm/headless');
  await expect(opening).rejects.toMatchObject({ code: 'unsupported' });
  await expect(opening).rejects.toBeInstanceOf(TrackerError);
});

test('a terminal without a build of node-pty says which two there are', async () => {
  await expect(spawnPty({} as PaneTracker, '/bin/true')).rejects.toThrow(
    'panetree/pty needs the package node-pty: npm install node-pty, or where no compiler is: npm install @lydell/node-pty',
  );
});

test('the second build is taken where the first one cannot be loaded', async () => {
  const tried: string[] = [];
  const loaded = await loadNodePty([
    ['first', () => Promise.reject(new Error('Failed to load native module: pty.node'))],
    ['second', () => (tried.push('second'), Promise.resolve(build))],
    ['third', () => (tried.push('third'), Promise.resolve(build))],
  ]);
  expect(loaded).toBe(build);
  expect(tried).toEqual(['second']);
});

test('the reason of each build is said in one line, missing or broken', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  const loading = loadNodePty([
    ['first', () => Promise.reject(new Error('Failed to load native module: pty.node\nRequire stack:\n- x'))],
    ['second', () => Promise.reject(missing)],
  ]);
  await expect(loading).rejects.toThrow(
    /\(first: Failed to load native module: pty\.node; second: not installed\)$/,
  );
});
