import { expect } from 'vitest';
import { linuxProcfs } from '../../src/index.js';
import { test } from '../support/linux-test.js';
import { isAlive, pidsOf } from '../support/oracle.js';
import { settle } from '../support/programs.js';
import { until } from '../support/until.js';

const atOnce = { steps: [] } as const;

test('rule 4: what loses its parent after a start, and shows nothing of its pane, was seen while it had one', async ({
  scenario,
}) => {
  const registry = await scenario.open({ backend: linuxProcfs() });
  const tracker = registry.ensureTracker('a');
  // Later than the look that a start brings, and gone before the next one.
  const daemon = 'ulimit -S -m unlimited; setsid sleep "600.$0" & sleep 0.6';
  const script = `sleep 0.15; env -i PATH="$PATH" sh -c '${daemon}' "$0"; exec sleep "600.$0"`;
  const root = await tracker.spawn('/bin/sh', ['-c', script, scenario.token], { stdio: 'ignore' });
  const shape = { name: 'both', file: '', processes: 2, survivors: 1, sleepers: 2 };
  const seen = await settle(shape, scenario.token);
  await until(() => seen.some(({ pid, ppid }) => pid !== root.pid && ppid !== root.pid), {
    what: 'the daemon has lost its parent',
  });
  expect(pidsOf(await tracker.list())).toEqual(pidsOf(seen));
  expect(await registry.remove('a', atOnce)).toMatchObject({ status: 'ended', confidence: 'best-effort' });
  expect(seen.filter(isAlive)).toEqual([]);
});
