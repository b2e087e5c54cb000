import { describe, expect, test } from 'vitest';
import { fulfil } from '../../../../src/cli/top/fulfil.js';
import type { Wish } from '../../../../src/cli/top/pressed.js';
import type { CallHost } from '../../../../src/host/client/call-host.js';
import { block, leftover, scene } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';

const first = tracked(10);
const second = tracked(11);
const { host } = scene([block('a', [first, second])]);
const left = leftover('old', [first]);

describe('the host is asked, and what came of it told', () => {
  test.for([
    [{ kind: 'freeze', blockId: 'a' }, 'blocks.freeze', '“title of a”', /Frozen/],
    [{ kind: 'thaw', blockId: 'a' }, 'blocks.thaw', '“title of a”', /goes on/],
    [{ kind: 'adopt', leftover: left }, 'leftovers.adopt', '“old”', /“old” goes on .* with 1 process\./],
    [{ kind: 'end', ask: { kind: 'pane', blockId: 'a' } }, 'panes.close', '“title of a”', /Ended 1 process/],
  ] as const satisfies readonly (readonly [Wish, ...unknown[]])[])(
    '%j',
    async ([wish, operation, subject, summary]) => {
      const { ask, calls } = answering({ ...block('old', [first]), ...report });
      const told = await fulfil(ask, host, wish);
      expect(calls.map(([name]) => name)).toEqual([operation]);
      expect(told).toMatchObject({ subject, outcome: { tone: 'good' } });
      expect(told.outcome.summary).toMatch(summary);
    },
  );

  test('what is kept is counted, and what could not be is named', async () => {
    const wish: Wish = { kind: 'keep', blockId: 'a', processes: [first, second] };
    const results = [
      { status: 'kept', processes: [first, tracked(12)] },
      { status: 'already-gone', processes: [] },
    ];
    const { ask, calls } = answering(...results);
    expect(await fulfil(ask, host, wish)).toEqual({
      subject: '“title of a”',
      outcome: {
        tone: 'warning',
        summary: '2 processes will outlive the pane.',
        survivors: [],
        problems: ['program-11 (PID 11): It has already gone.'],
      },
    });
    expect(calls).toEqual([
      ['processes.keep', { blockId: 'a', pid: 10, birth: 'a' }],
      ['processes.keep', { blockId: 'a', pid: 11, birth: 'a' }],
    ]);
  });

  test('of one process by its name', async () => {
    const { ask } = answering({ status: 'kept', processes: [first] });
    const told = await fulfil(ask, host, { kind: 'keep', blockId: 'a', processes: [first] });
    expect(told).toMatchObject({ subject: 'program-10 (PID 10)', outcome: { tone: 'good' } });
  });
});

test.for([
  { kind: 'freeze', blockId: 'a' },
  { kind: 'keep', blockId: 'a', processes: [first] },
  { kind: 'adopt', leftover: left },
] as const)('a host that refuses %j is told', async (wish) => {
  expect((await fulfil(refusing, host, wish)).outcome).toMatchObject({
    tone: 'bad',
    summary: 'there is a block "old" already',
  });
});

const refusing: CallHost = async () => {
  throw new Error('there is a block "old" already');
};

const report = {
  status: 'ended',
  ended: [first],
  forced: [],
  survivors: [],
  kept: [],
  escaped: [],
  problems: [],
  elapsedMs: 1,
  confidence: 'high',
} as const;

/** One answer after the other; the last one again and again. */
function answering(...answers: readonly unknown[]) {
  const calls: unknown[][] = [];
  const ask = async (...asked: unknown[]) => {
    calls.push(asked);
    return answers[calls.length - 1] ?? answers.at(-1);
  };
  return { ask: ask as unknown as CallHost, calls };
}
