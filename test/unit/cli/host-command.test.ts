import { expect, test } from 'vitest';
import { withPackages } from '../../../src/cli/host-command.js';

test('a package that is not installed is told with what to install', async () => {
  const absent = 'panetree-no-such-package';
  await expect(withPackages(['ink', 'react'], () => import(absent))).rejects.toThrow(
    'this needs packages that are not installed: npm install ink react',
  );
});

test('any other failure is told as it is', async () => {
  const failure = new Error('no');
  await expect(withPackages(['ink'], () => Promise.reject(failure))).rejects.toBe(failure);
  await expect(withPackages(['ink'], async () => 1)).resolves.toBe(1);
});
