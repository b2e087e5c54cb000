import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { defaultStorePath } from '../../../src/store/default-path.js';

test.for([
  [{ XDG_STATE_HOME: '/state' }, '/state/panetree/panetree.db'],
  [{}, `${homedir()}/.local/state/panetree/panetree.db`],
  [{ XDG_STATE_HOME: '' }, `${homedir()}/.local/state/panetree/panetree.db`],
  [{ XDG_STATE_HOME: 'relative' }, `${homedir()}/.local/state/panetree/panetree.db`],
] as const)('with %o the store is %s', ([env, path]) => {
  expect(defaultStorePath(env)).toBe(path);
});
