import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import type { Run } from '../../src/index.js';
import { runsOf } from '../../src/runs/index.js';
import { mountPoint, pathOf } from '../support/cgroups.js';
import { test } from '../support/process-test.js';
import { programs } from '../support/programs.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const turns = 20;
/** PANETREE_TURNS=50 for a whole night of them. */
const repeats = Number(process.env['PANETREE_TURNS'] ?? 5);
const atOnce = { steps: [] } as const;

describe('twenty turns in one pane', () => {
  test('each daemon is told with its turn at the first look, and one turn is killed alone', async ({
    scenario,
  }) => {
    const registry = await scenario.open();
    for (let repeat = 0; repeat < repeats; repeat++) {
      const tracker = registry.ensureTracker(`pane ${repeat}`);
      const daemons = new Map<number, number>();
      const runs: Run[] = [];
      for (let turn = 0; turn < turns; turn++) {
        const run = tracker.startRun();
        runs.push(run);
        daemons.set(run.runId, await daemonOf(scenario, run));
      }
      await registry.poll();
      const { processes } = registry.snapshot(tracker.blockId) ?? { processes: [] };
      expect(new Map(processes.map(({ runId, pid }) => [runId, pid]))).toEqual(daemons);
      const seventh = runs[6];
      const report = await seventh?.kill(atOnce);
      expect(report?.ended.map(({ pid }) => pid)).toEqual([daemons.get(seventh?.runId ?? 0)]);
      expect(scenario.carriers().length).toBe(turns - 1);
      await registry.remove(tracker.blockId, atOnce);
      await scenario.expectNothingLeft();
    }
  });
});

describe('the leaf of a run', () => {
  test('is removed once the run has ended and nothing of it is left', async ({ scenario }) => {
    const registry = await scenario.open();
    const tracker = await scenario.pane(registry);
    const run = tracker.startRun();
    const { root } = await scenario.start(run, programs['double-fork']);
    const leaf = `${mountPoint()}${pathOf(root?.pid ?? 0)}`;
    expect(leaf).toMatch(new RegExp(`/run-${run.runId}$`));
    await run.kill(atOnce);
    await until(
      async () => {
        await registry.poll();
        return !existsSync(leaf);
      },
      { what: `${leaf} is removed` },
    );
    expect(tracker.confidence).toBe('high');
  });
});

describe('a run', () => {
  test('captures what its commands print, and is written to', async ({ scenario }) => {
    const run = (await scenario.pane()).startRun();
    await run.spawn('/bin/sh', ['-c', 'read line; echo "got $line"; echo oops >&2'], {
      env: scenario.environment,
    });
    run.write('something\n');
    const record = await run.ended();
    expect(record.outcome).toBe('completed');
    const seen: string[] = [];
    for await (const { bytes } of run.output.follow()) seen.push(Buffer.from(bytes).toString());
    expect(seen.join('').split('\n').toSorted()).toEqual(['', 'got something', 'oops']);
    expect(run.output.text()).toBe(seen.join(''));
  });

  test('that does not read its input is written to all the same', async ({ scenario }) => {
    const run = (await scenario.pane()).startRun();
    const child = await run.spawn('/bin/sh', ['-c', 'exec <&-; echo closed; sleep 600'], {
      env: scenario.environment,
    });
    await until(() => run.output.text() === 'closed\n', { what: 'it has closed its input' });
    run.write('something\n');
    await until(() => child.stdin?.destroyed === true, { what: 'the host is told' });
    run.write('more\n');
    await run.kill(atOnce);
    expect(run.outcome).toBe('cancelled');
  });

  test('is idle while it waits and busy while it computes, for as long as somebody watches', async ({
    scenario,
  }) => {
    const registry = await scenario.open({ pollIntervalMs: 200 });
    const tracker = await scenario.pane(registry);
    const [waiting, computing] = [tracker.startRun(), tracker.startRun()];
    const options = { stdio: 'ignore', env: scenario.environment } as const;
    await waiting.spawn('/bin/sleep', ['600'], options);
    await computing.spawn('/bin/sh', ['-c', 'while :; do :; done'], options);
    const inTime = { withinMs: 10_000 };
    const stop = registry.watchActivity();
    await until(() => waiting.status === 'idle', { what: 'the one that waits is idle', ...inTime });
    await until(() => computing.status === 'busy', { what: 'the one that computes is busy', ...inTime });
    stop();
    await registry.poll();
    expect([waiting.status, computing.status]).toEqual(['running', 'running']);
    await computing.kill(atOnce);
    await until(() => computing.status === 'stopped', { what: 'it is stopped' });
  });

  test('whose root was killed from elsewhere has crashed', async ({ scenario }) => {
    const registry = await scenario.open();
    const run = (await scenario.pane(registry)).startRun();
    const { child } = await scenario.start(run, programs['plain-child']);
    child.kill('SIGKILL');
    expect(await run.ended()).toMatchObject({ status: 'crashed', outcome: 'failed', signal: 'SIGKILL' });
  });

  test('tells its session by what it prints', async ({ scenario }) => {
    const registry = await scenario.open();
    const run = (await scenario.pane(registry)).startRun({ kind: 'session' });
    const line = '{"type":"system","subtype":"init","session_id":"s-7"}';
    await run.spawn('/bin/sh', ['-c', `echo starting; echo '${line}'; exec sleep 600`], {
      env: scenario.environment,
    });
    const runs = runsOf(registry);
    expect(await runs.watchSessionId(run.runId, { timeoutMs: 5000 })).toBe('s-7');
    expect(runs.bySession('s-7')).toBe(run);
    expect(run.output.text()).toBe(`starting\n${line}\n`);
  });
});

describe('the list of runs', () => {
  test('is filtered, swept and ended by session', async ({ scenario }) => {
    const registry = await scenario.open();
    const runs = runsOf(registry);
    const [one, other] = [await scenario.pane(registry), await scenario.pane(registry)];
    const agent = one.startRun({ kind: 'agent', agentId: 'a', agentName: 'A', sessionId: 'shared' });
    const session = other.startRun({ kind: 'session', sessionId: 'shared', hostRunId: 'turn-7' });
    const brief = other.startRun();
    await scenario.start(agent, programs['plain-child']);
    await scenario.start(session, programs.setsid);
    await brief.spawn('/bin/true', [], { stdio: 'ignore' });
    await brief.ended();
    expect(runs.list({ kind: 'agent' })).toEqual([agent]);
    expect(runs.list({ blockId: other.blockId })).toEqual([session, brief]);
    expect(runs.list({ status: 'active' })).toEqual([agent, session]);
    expect(runs.list({ olderThanMs: 60_000 })).toEqual([]);
    expect(runs.list({ status: 'active', olderThanMs: 0 })).toEqual([agent, session]);
    expect(() => runs.list({ olderThanMs: -1 })).toThrow(/filter.olderThanMs must be/);
    expect(runs.list({ hostRunId: 'turn-7' })).toEqual([session]);
    expect(runs.byHostId('turn-7')).toBe(session);
    expect(runs.byHostId('turn-8')).toBeUndefined();
    expect(() => runs.byHostId('')).toThrow(/hostRunId must be/);
    expect(runs.bySession('shared')).toBe(session);
    // Its exit may be told a moment before the list is without it.
    await until(() => runs.sweepFinished().includes(brief.runId), { what: 'the ended run is swept' });
    expect(runs.sweepFinished()).toEqual([]);
    expect(runs.get(brief.runId)).toBeUndefined();
    const reports = await runs.killSession('shared', atOnce);
    expect(reports.map(({ status }) => status)).toEqual(['ended', 'ended']);
    await scenario.expectNothingLeft();
    await expect(runs.killSession('nobody')).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(await runs.kill(1_999_999)).toBeUndefined();
    expect([runs.get(5), await runs.kill(5), runs.unregister(5)]).toEqual([undefined, undefined, false]);
    expect(runs.unregister(agent.runId)).toBe(true);
    expect(runs.unregister(agent.runId)).toBe(false);
  });
});

/** A turn that leaves nothing but a double-forked daemon in a session of its own. */
async function daemonOf(scenario: Scenario, run: Run): Promise<number> {
  const before = new Set(scenario.carriers().map(({ pid }) => pid));
  const script = '(setsid sleep 600 </dev/null >/dev/null 2>&1 &)';
  await run.spawn('/bin/sh', ['-c', script], { stdio: 'ignore', env: scenario.environment });
  await run.ended();
  let fresh: readonly number[] = [];
  await until(
    () => {
      fresh = scenario
        .carriers()
        .flatMap(({ pid, name }) => (before.has(pid) || name !== 'sleep' ? [] : [pid]));
      return fresh.length === 1;
    },
    { what: () => `the turn has left one daemon; seen: ${fresh.join(' ')}` },
  );
  return fresh[0] ?? 0;
}
