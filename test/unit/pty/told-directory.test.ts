import { expect, test } from 'vitest';
import { PaneScreen } from '../../../src/pty/index.js';

test('a screen has the directory that its program told, and none that is too long', async () => {
  const screen = await PaneScreen.open();
  await screen.write('\x1b]7;file://here/srv/a%20b\x1b\\');
  expect(screen.directoryUrl).toBe('file://here/srv/a%20b');
  await screen.write(`\x1b]7;file:///${'x'.repeat(10_000)}\x07`);
  expect(screen.directoryUrl).toBe('file://here/srv/a%20b');
  screen.dispose();
});
