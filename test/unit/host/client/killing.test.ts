import { describe, expect, test } from 'vitest';
import type { CallHost } from '../../../../src/host/client/call-host.js';
import { carryOut } from '../../../../src/host/client/killing/carry-out.js';
import type { KillAsk } from '../../../../src/host/client/killing/kill-ask.js';
import { outcomeOf, outcomeOfPid } from '../../../../src/host/client/killing/kill-outcome.js';
import { dyingHeading, killPlan, stayingHeading } from '../../../../src/host/client/killing/kill-plan.js';
import { viewFromSnapshot } from '../../../../src/host/client/from-snapshot.js';
import { killPidResult } from '../../../../src/host/wire/kill.js';
import { block, leftover, run, snapshot } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';

const root = tracked(10);
const child = tracked(11, { ppid: 10, runId: 1_000_003 });
const kept = tracked(12, { lifetime: 'kept' });
const escaped = tracked(13, { escapedTo: '/elsewhere' });
const left = tracked(20);
const host = viewFromSnapshot(
  snapshot([block('a', [root, child, kept, escaped])], {
    runs: [run(1_000_003, { agentName: 'Builder' })],
    leftovers: [leftover('old', [left])],
  }),
  undefined,
);
const steps = [{ signal: 'SIGTERM', graceMs: 2000 }];
const report = {
  blockId: 'a',
  status: 'ended',
  ended: [root, child],
  forced: [child],
  survivors: [],
  kept: [],
  escaped: [],
  problems: [],
  elapsedMs: 300,
  confidence: 'high',
} as const;

describe('what will come of it', () => {
  test.for([
    [{ kind: 'process', blockId: 'a', process: root }, 'End program-10 (PID 10)?', [10], [11]],
    [
      { kind: 'subtree', blockId: 'a', process: root },
      'End program-10 (PID 10) and all it started?',
      [10, 11],
      [],
    ],
    [
      { kind: 'signal', blockId: 'a', process: root, signal: 'SIGHUP' },
      'Send SIGHUP to program-10 (PID 10)?',
      [10],
      [11],
    ],
    [{ kind: 'block', blockId: 'a' }, 'End everything in “title of a”?', [10, 11], [12, 13]],
    [{ kind: 'pane', blockId: 'a' }, 'Close “title of a”?', [10, 11], [12, 13]],
    [{ kind: 'run', runId: 1_000_003 }, 'Stop Builder?', [11], []],
    [{ kind: 'leftover', leftoverId: 'i/old' }, 'End what is left of “old”?', [20], []],
  ] as const satisfies readonly (readonly [KillAsk, ...unknown[]])[])(
    '%j',
    ([ask, question, dying, staying]) => {
      const plan = killPlan(host, ask);
      expect(plan.question).toBe(question);
      expect(plan.dying.map(({ pid }) => pid)).toEqual(dying);
      expect(plan.staying.map(({ pid }) => pid)).toEqual(staying);
    },
  );

  test('a subtree spares what is kept below it, and takes what is named though kept', () => {
    const [shell, job, under] = [
      tracked(30),
      tracked(31, { ppid: 30, lifetime: 'kept' }),
      tracked(32, { ppid: 31, lifetime: 'kept' }),
    ];
    const view = viewFromSnapshot(snapshot([block('k', [shell, job, under])]), undefined);
    const fates = (process: typeof shell) => {
      const { dying, staying } = killPlan(view, { kind: 'subtree', blockId: 'k', process });
      return [dying, staying].map((list) => list.map(({ pid }) => pid));
    };
    expect([fates(shell), fates(job)]).toEqual([
      [[30], [31, 32]],
      [[31, 32], []],
    ]);
  });

  test('is said above those it comes to', () => {
    const ask = { kind: 'signal', blockId: 'a', process: root, signal: 'SIGHUP' } as const;
    const plan = killPlan(host, ask);
    expect(dyingHeading(plan, ask)).toBe('Gets the signal: 1 process');
    expect(dyingHeading(plan, { kind: 'pane', blockId: 'a' })).toBe('Ends: 1 process');
    expect(dyingHeading({ ...plan, dying: [] }, ask)).toBe('Nothing runs');
    expect(stayingHeading(plan)).toBe('Goes on: 1 process');
    expect(stayingHeading({ ...plan, staying: [kept, kept] })).toBe('Kept, and left alone: 2 processes');
  });

  test('of what is not known any more is nothing, by its id', () => {
    const plans = [
      killPlan(host, { kind: 'run', runId: 1_000_009 }),
      killPlan(host, { kind: 'leftover', leftoverId: 'i/gone' }),
      killPlan(undefined, { kind: 'pane', blockId: 'b' }),
    ];
    expect(plans.map(({ question }) => question)).toEqual([
      'Stop run 1000009?',
      'End what is left of “i/gone”?',
      'Close “b”?',
    ]);
    expect(plans.flatMap(({ dying, staying }) => dying.concat(staying))).toEqual([]);
  });
});

describe('what is asked of the host', () => {
  const target = { blockId: 'a', pid: 10, birth: 'a' };

  test.for([
    [
      { kind: 'process', blockId: 'a', process: root },
      'processes.kill',
      { ...target, steps, subtree: false },
    ],
    [{ kind: 'subtree', blockId: 'a', process: root }, 'processes.kill', { ...target, steps, subtree: true }],
    [
      { kind: 'signal', blockId: 'a', process: root, signal: 'SIGHUP' },
      'processes.kill',
      { ...target, only: 'SIGHUP' },
    ],
    [{ kind: 'block', blockId: 'a' }, 'blocks.killTree', { blockId: 'a' }],
    [{ kind: 'pane', blockId: 'a' }, 'panes.close', { blockId: 'a' }],
    [{ kind: 'pane', blockId: 'without' }, 'blocks.remove', { blockId: 'without' }],
    [{ kind: 'run', runId: 1_000_003 }, 'runs.kill', { runId: 1_000_003 }],
    [{ kind: 'leftover', leftoverId: 'i/old' }, 'leftovers.reap', { leftoverId: 'i/old' }],
  ] as const satisfies readonly (readonly [KillAsk, ...unknown[]])[])(
    'for %j',
    async ([ask, operation, input]) => {
      const calls: unknown[] = [];
      const answer = operation === 'processes.kill' ? { status: 'killed', ended: [root] } : report;
      const call = async (...asked: readonly unknown[]) => {
        calls.push(asked);
        return answer;
      };
      const { tone } = await carryOut(call as unknown as CallHost, host, { ask });
      expect([calls, tone]).toEqual([[[operation, input]], 'good']);
    },
  );

  test('a longer grace comes with a deadline that has room for it, and hangs up no shell beside what is kept', async () => {
    const inputs: unknown[] = [];
    const graceMs = 60_000;
    const call = (async (_: string, input: unknown) => {
      inputs.push(input);
      return report;
    }) as unknown as CallHost;
    await carryOut(call, host, { ask: { kind: 'run', runId: 1_000_003 }, graceMs });
    await carryOut(call, host, { ask: { kind: 'pane', blockId: 'a' }, graceMs });
    const deadlineMs = 76_000;
    expect(inputs).toEqual([
      {
        runId: 1_000_003,
        steps: [
          { signal: 'SIGHUP', graceMs: 250 },
          { signal: 'SIGTERM', graceMs: 59_750 },
        ],
        deadlineMs,
      },
      { blockId: 'a', steps: [{ signal: 'SIGTERM', graceMs: 60_000 }], deadlineMs },
    ]);
  });

  test('a host that does not answer is told', async () => {
    const outcome = await carryOut(silent, host, { ask: { kind: 'pane', blockId: 'a' } });
    expect(outcome).toMatchObject({ tone: 'bad', summary: 'the host of PID 1 does not answer' });
  });
});

describe('what came of it', () => {
  test('who of a subtree did not end is named', () => {
    const outcome = outcomeOfPid({ status: 'survived', ended: [root] }, [root, child]);
    expect(outcome).toMatchObject({ tone: 'bad', survivors: [{ name: 'program-11', pid: 11 }] });
  });

  test('of several it is said how many', () => {
    const { summary } = outcomeOfPid({ status: 'killed', ended: [root, child] }, [root, child]);
    expect(summary).toBe('Ended 2 processes.');
  });

  test('each answer has words of its own', () => {
    const { options } = killPidResult.pipe[0].entries.status;
    const told = options.map((status) => outcomeOfPid({ status }, [root]));
    expect(new Set(told.map(({ summary }) => summary)).size).toBe(options.length);
    expect(told.filter(({ tone }) => tone === 'good')).toHaveLength(3);
  });

  test('a report is summed up', () => {
    expect(outcomeOf(report)).toEqual({
      tone: 'good',
      summary: 'Ended 2 processes in 300 ms, 1 of them by force. Nothing survived.',
      survivors: [],
      others: [
        {
          heading: 'Ended by force',
          processes: [{ pid: 11, birth: 'a', name: 'program-11', why: 'program-11 --serve' }],
        },
      ],
      problems: [],
    });
    const few = { ...report, forced: [], kept: [kept], ended: [root] };
    expect(outcomeOf(few).summary).toBe('Ended 1 process in 300 ms. Nothing survived. 1 process kept.');
    expect(outcomeOf({ ...few, kept: [], ended: [] }).summary).toBe(
      'Nothing was left to end. Nothing survived.',
    );
  });

  test('that nothing survived is said only where the list is the kernel’s', () => {
    for (const confidence of ['best-effort', 'none'] as const) {
      const { summary } = outcomeOf({ ...report, ended: [], forced: [], confidence });
      expect(summary).toBe(
        'Found nothing to end. Nothing that panetree could see survived; the list of this pane is inferred.',
      );
    }
  });

  test('what escaped is named with its place, and nobody says that nothing survived', () => {
    const away = { pid: 13, birth: 'a', name: 'sleep', command: 'sleep 9', place: '/elsewhere' };
    const outcome = outcomeOf({ ...report, forced: [], escaped: [away] });
    expect(outcome).toMatchObject({
      tone: 'warning',
      summary: 'Ended 2 processes in 300 ms. 1 process escaped and lives on.',
      others: [{ heading: 'Escaped, and left alone', processes: [{ pid: 13, why: 'lives in /elsewhere' }] }],
    });
  });

  test('what a kill of a subtree has spared is named', () => {
    const { others } = outcomeOfPid({ status: 'killed', ended: [root], kept: [kept] }, [root]);
    expect(others).toMatchObject([{ heading: 'Kept', processes: [{ name: 'program-12' }] }]);
  });

  test('is bad when something survived, and a warning when something went wrong', () => {
    const stuck = { pid: 12, birth: 'a', name: 'nfs', reason: 'uninterruptible' } as const;
    const outcome = outcomeOf(report, { ...report, status: 'survived', survivors: [stuck] });
    expect(outcome).toMatchObject({
      tone: 'bad',
      survivors: [{ pid: 12, name: 'nfs', why: 'waits for the kernel and cannot be interrupted' }],
    });
    expect(outcome.summary).toContain('1 process survived');
    expect(outcomeOf({ ...report, problems: ['EBUSY'] }).tone).toBe('warning');
  });
});

const silent: CallHost = async () => {
  throw new Error('the host of PID 1 does not answer');
};
