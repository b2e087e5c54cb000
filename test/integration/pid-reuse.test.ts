import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { clear } from '../support/cgroups.js';
import { Host } from '../support/host.js';
import { test } from '../support/process-test.js';

interface Told {
  readonly type: string;
  readonly seq: number;
  readonly pid: number;
  readonly birth: string;
}

const namespace = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];

test('rules 6, 7: a PID that is really given out again belongs to another process', async ({
  scenario,
  skip,
}) => {
  if (!existsSync('/proc/sys/kernel/ns_last_pid')) skip('this kernel does not let a test choose a PID');
  if (process.getuid?.() !== 0) skip('a PID namespace with a chosen PID needs root');
  const host = new Host(scenario, 'pid-reuse', { prefix: namespace, config: { token: scenario.token } });
  const { directory } = await host.heard<{ directory: string }>('opened');
  scenario.atEnd(() => clear(directory));

  const { events, stale, alive } = await host.heard<{ events: Told[]; stale: object; alive: boolean }>(
    'reused',
  );
  expect(events.map(({ type }) => type)).toEqual(['process-exited', 'process-added']);
  const [exited, added] = events;
  expect(added?.pid).toBe(exited?.pid);
  expect(added?.birth).not.toBe(exited?.birth);
  expect(added?.seq, 'both are told by one tick').toBe((exited?.seq ?? 0) + 1);
  expect(stale).toMatchObject({ status: 'identity-changed' });
  expect(alive).toBe(true);

  expect(await host.heard('bare')).toMatchObject({
    bare: { status: 'identity-changed' },
    alive: true,
    reusedPid: true,
  });
  expect(await host.heard('done')).toMatchObject({ again: { status: 'killed' } });
  expect(await host.ended()).toBe(0);
  expect(existsSync(directory)).toBe(false);
});
