import { afterEach, expect, test, vi } from 'vitest';
import { openRegistry } from '../../../src/index.js';
import { runsOf } from '../../../src/runs/index.js';
import { FakeBackend } from '../../support/fake-backend.js';

afterEach(() => {
  vi.useRealTimers();
});

test('runs are listed, and ended, after the clock was set back', async () => {
  const registry = await openRegistry({ backend: new FakeBackend() });
  const run = registry.ensureTracker('a').startRun();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 60_000 });
  const runs = runsOf(registry);
  expect(runs.list()).toEqual([run]);
  expect(runs.list({ olderThanMs: 0 })).toEqual([]);
  expect(await runs.killAll()).toHaveLength(1);
  expect(run.outcome).toBe('cancelled');
  await registry.close();
});
