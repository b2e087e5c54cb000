import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { KillOptions } from '../../../src/tracker/kill-api.js';
import { escalate } from '../../../src/tracker/escalation.js';
import { msUntil } from '../support/clock.js';
import { refOf, type SimulatedProcess, SimulatedTarget } from '../support/simulated-target.js';

/** The longest pause between two questions whether it is over. */
const grainMs = 20;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('steps', () => {
  test('rule 19: by default SIGHUP, after 250 ms SIGTERM, after 1750 ms more the forced kill', async () => {
    const { acts } = await run([{ pid: 7 }]);
    expect(acts).toEqual([
      { atMs: 0, what: 'SIGHUP', pids: [7] },
      { atMs: 250, what: 'SIGTERM', pids: [7] },
      { atMs: 2000, what: 'force', pids: [7] },
    ]);
  });

  test('rule 19: come in the order given', async () => {
    const steps = [
      { signal: 'SIGINT', graceMs: 30 },
      { signal: 'SIGQUIT', graceMs: 0 },
      { signal: 'SIGTERM', graceMs: 10 },
    ] as const;
    const { acts } = await run([{ pid: 7 }], { steps });
    expect(acts.map(({ atMs, what }) => [atMs, what])).toEqual([
      [0, 'SIGINT'],
      [30, 'SIGQUIT'],
      [30, 'SIGTERM'],
      [40, 'force'],
    ]);
  });

  test('rule 19: one ends the moment nothing is left, and no other follows', async () => {
    const { acts, tookMs } = await run([{ pid: 7, endsAfterMs: { SIGHUP: 30 } }]);
    expect(acts).toEqual([{ atMs: 0, what: 'SIGHUP', pids: [7] }]);
    expect(tookMs).toBeLessThanOrEqual(30 + grainMs);
  });

  test('the next asks only those that are left', async () => {
    const { acts } = await run([
      { pid: 7, endsAfterMs: { SIGHUP: 10 } },
      { pid: 8, endsAfterMs: { SIGTERM: 5 } },
    ]);
    expect(acts.map(({ what, pids }) => [what, pids])).toEqual([
      ['SIGHUP', [7, 8]],
      ['SIGTERM', [8]],
    ]);
  });

  test('rule 19: what is forked while dying is asked too, and nobody twice in a step', async () => {
    const child: SimulatedProcess = { pid: 9, endsAfterMs: { SIGHUP: 5 } };
    const { acts } = await run([
      { pid: 7, endsAfterMs: { SIGHUP: 160 }, forks: { afterMs: 60, children: [child] } },
    ]);
    expect(acts.map(({ what, pids }) => [what, pids])).toEqual([
      ['SIGHUP', [7]],
      ['SIGHUP', [9]],
    ]);
    expect(acts[1]?.atMs).toBeLessThanOrEqual(60 + 50 + grainMs);
  });

  test('rule 19: [] goes straight to the forced kill', async () => {
    const { acts, escalated } = await run([{ pid: 7 }], { steps: [] });
    expect(acts).toEqual([{ atMs: 0, what: 'force', pids: [7] }]);
    expect(escalated.forced).toEqual([refOf(7)]);
  });

  test('nothing to end: nothing is done to anyone', async () => {
    const { acts, escalated } = await run([]);
    expect([acts, escalated]).toEqual([[], { seen: [], forced: [], remaining: [] }]);
  });
});

describe('abort', () => {
  test('during a step brings the forced kill at once', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const { acts } = await run([{ pid: 7 }], { signal: abort.signal });
    expect(acts.map(({ what }) => what)).toEqual(['SIGHUP', 'force']);
    expect(acts[1]?.atMs).toBeLessThanOrEqual(100 + grainMs);
  });

  test('before the start leaves out every step', async () => {
    const { acts, escalated } = await run([{ pid: 7 }], { signal: AbortSignal.abort() });
    expect(acts).toEqual([{ atMs: 0, what: 'force', pids: [7] }]);
    expect(escalated.remaining).toEqual([]);
  });
});

describe('the deadline', () => {
  test('rule 19: cuts steps that are longer, and leaves a fifth to the forced kill', async () => {
    const steps = [{ signal: 'SIGTERM', graceMs: 60_000 }] as const;
    const { acts } = await run([{ pid: 7 }], { steps, deadlineMs: 1000 });
    expect(acts.map(({ atMs, what }) => [atMs, what])).toEqual([
      [0, 'SIGTERM'],
      [800, 'force'],
    ]);
  });

  test('rule 20: bounds a kill that nothing obeys, which then tells who is left', async () => {
    const { escalated, tookMs } = await run([{ pid: 7, endsAfterMs: { force: Infinity } }], {
      deadlineMs: 1000,
    });
    expect(escalated).toEqual({ seen: [refOf(7)], forced: [refOf(7)], remaining: [refOf(7)] });
    expect(tookMs).toBeGreaterThanOrEqual(1000);
    expect(tookMs).toBeLessThanOrEqual(1000 + grainMs);
  });

  test('rule 20: bounds a tree that never stops growing', async () => {
    const target = new SimulatedTarget([{ pid: 2 }]);
    let pid = 2;
    const storm = setInterval(() => target.add({ pid: ++pid, endsAfterMs: { force: 300 } }), 7);
    const { tookMs } = await watch(target, { deadlineMs: 1000 });
    clearInterval(storm);
    expect(tookMs).toBeLessThanOrEqual(1000 + grainMs);
  });

  test('of 1 ms still sends the forced kill', async () => {
    const { acts, escalated } = await run([{ pid: 7 }], { deadlineMs: 1 });
    expect(acts.at(-1)?.what).toBe('force');
    expect(escalated.remaining).toEqual([]);
  });
});

describe('the forced kill', () => {
  test('rule 19: is sent again to what has come in since', async () => {
    const late: SimulatedProcess = { pid: 9 };
    const { acts, escalated } = await run(
      [{ pid: 7, endsAfterMs: { force: 150 }, forks: { afterMs: 20, children: [late] } }],
      { steps: [] },
    );
    expect(acts.map(({ atMs, what, pids }) => [atMs, what, pids])).toEqual([
      [0, 'force', [7]],
      [200, 'force', [9]],
    ]);
    expect(escalated.remaining).toEqual([]);
  });

  test('forced are those the steps had not ended, seen are all', async () => {
    const { escalated } = await run([{ pid: 7, endsAfterMs: { SIGHUP: 10 } }, { pid: 8 }]);
    expect(escalated).toEqual({ seen: [refOf(7), refOf(8)], forced: [refOf(8)], remaining: [] });
  });

  test('seen also has a newcomer of the last step', async () => {
    const child: SimulatedProcess = { pid: 9, endsAfterMs: { SIGHUP: 0 } };
    const { escalated } = await run([
      { pid: 7, endsAfterMs: { SIGHUP: 200 }, forks: { afterMs: 20, children: [child] } },
    ]);
    expect(escalated.seen).toEqual([refOf(7), refOf(9)]);
  });
});

function run(processes: readonly SimulatedProcess[], options?: KillOptions) {
  return watch(new SimulatedTarget(processes), options);
}

/** Lets far more time pass than any escalation may take; one that still hangs then fails the test by its own time. */
async function watch(target: SimulatedTarget, options?: KillOptions) {
  const escalating = escalate(target, options);
  const took = msUntil(escalating);
  await vi.advanceTimersByTimeAsync(100_000);
  return { acts: target.acts, escalated: await escalating, tookMs: await took };
}
