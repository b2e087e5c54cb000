import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { InvalidArgumentError } from '#dist/index.js';
import { connectStore, openStore, type Store } from '#dist/store/index.js';
import { goneOf } from '#dist/store/stale.js';
import { test } from '../support/linux-test.js';
import type { Scenario } from '../support/scenario.js';

async function open(scenario: Scenario): Promise<Store> {
  const store = await openStore({ path: join(scenario.temporaryDirectory(), 'store.db') });
  scenario.atEnd(() => store.close());
  return store;
}

/** A process that no registry has ever seen; gives its PID and a function that ends it. */
async function stranger(scenario: Scenario) {
  const args = ['-c', 'exec sleep "$1"', 'sh', `600.${scenario.token}`];
  const child = spawn('sh', args, { stdio: 'ignore', env: { SECRET_OF_TEST: 'hunter2' } });
  const hasEnded = once(child, 'exit');
  const end = async () => {
    child.kill('SIGKILL');
    await hasEnded;
  };
  scenario.atEnd(end);
  await once(child, 'spawn');
  return { pid: child.pid ?? 0, end };
}

/** Field 22 of `/proc/PID/stat`; counted from behind the name, which may hold anything. */
function birthOf(pid: number): string {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}:${fields[19]}`;
}

describe('a process that no registry tracks', () => {
  test('is registered with the identity the system knows, and without its environment', async ({
    scenario,
  }) => {
    const store = await open(scenario);
    const { pid } = await stranger(scenario);
    const details = { metadata: { port: 'web' }, ports: [8080], sessionId: 's-7' };
    const withMore = { pid, env: { TOKEN: 'hunter2' }, ...details };
    await expect(store.register(withMore)).rejects.toMatchObject({ argument: 'process.env' });
    const command = 'serve --password=hunter2';
    const ref = await store.register({ pid, name: 'server', command, ...details });
    expect(ref).toEqual({ pid, birth: birthOf(pid) });
    const row = await store.process(ref);
    expect(row).toMatchObject({
      registeredBy: 'host',
      ppid: process.pid,
      name: 'server',
      command: 'serve --password=***',
      ports: [8080],
      metadata: { port: 'web' },
    });
    expect(await store.processes({ sessionId: 's-7' })).toEqual([row]);
    await store.flush();
    for (const suffix of ['', '-wal']) {
      expect(readFileSync(`${store.path}${suffix}`, 'latin1')).not.toContain('hunter2');
    }
  });

  test('is refused where it does not live, and where a registry has it', async ({ scenario }) => {
    const store = await open(scenario);
    const { pid, end } = await stranger(scenario);
    const registry = await scenario.open({ backend: 'linux-procfs' });
    connectStore(registry, store);
    const child = await registry
      .ensureTracker('pane')
      .spawn('sleep', [`600.${scenario.token}`], { stdio: 'ignore' });
    await registry.poll();
    const tracked = await store.process(child.pid ?? 0);
    expect(tracked).toMatchObject({ registeredBy: 'registry', status: 'running' });
    const reused = store.register({ pid, birth: 'another' });
    await expect(reused).rejects.toThrow(/process.birth must be that of process \d+/);
    await expect(store.register({ pid: child.pid ?? 0, name: 'mine' })).rejects.toThrow(/no registry tracks/);
    await expect(store.markEnded(child.pid ?? 0)).rejects.toThrow(InvalidArgumentError);
    expect(await store.process(child.pid ?? 0)).toEqual(tracked);
    await end();
    await expect(store.register({ pid })).rejects.toThrow(InvalidArgumentError);
    expect(await store.process(pid)).toBeUndefined();
    for (const wrong of [{ pid: 0 }, { pid, name: '' }, { pid, ports: [0] }, { pid, metadata: { n: 1n } }]) {
      await expect(store.register(wrong)).rejects.toThrow(InvalidArgumentError);
    }
  });

  test('is swept when it has gone, and marked as ended by the host', async ({ scenario }) => {
    const store = await open(scenario);
    const [first, second] = [await stranger(scenario), await stranger(scenario)];
    await store.register({ pid: first.pid });
    await store.register({ pid: second.pid });
    expect(await store.sweepStale({ unseenForMs: 0 }), 'both live').toBe(0);
    await first.end();
    await second.end();
    expect(await store.markEnded(second.pid, { signal: 'SIGKILL' })).toBe(true);
    expect(await store.sweepStale({ unseenForMs: 0 })).toBe(1);
    expect(await store.process(first.pid)).toMatchObject({ status: 'lost' });
    expect(await store.process(second.pid)).toMatchObject({ status: 'crashed', signal: 'SIGKILL' });
    expect(await store.markEnded(1)).toBe(false);
    await expect(store.markEnded(second.pid, { exitCode: 0.5 })).rejects.toThrow(InvalidArgumentError);
  });

  test('has gone where its PID is that of one that began later, not where only the births differ', async ({
    scenario,
  }) => {
    const { pid } = await stranger(scenario);
    const now = Date.now() + 5000;
    const mine = { id: 1, pid, birth: birthOf(pid), lastSeenAt: 1000 };
    const reused = { id: 2, pid, birth: 'boot:1', lastSeenAt: now - 60_000 };
    const ofOtherClock = { id: 3, pid, birth: 'boot:1', lastSeenAt: now };
    expect(await goneOf([mine, reused, ofOtherClock])).toEqual([reused]);
  });
});
