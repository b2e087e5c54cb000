import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Confidence } from '../../../src/platform/contract.js';
import { Standing } from '../../../src/tracker/standing.js';
import { recordedBus } from '../support/recorded-bus.js';

const scope = { blockId: 'block', generation: 1 };
const lowestFirst: readonly Confidence[] = ['none', 'best-effort', 'high'];

describe('Standing', () => {
  test('starts as its session does and says nothing', () => {
    const { standing, told } = open('best-effort', ['no cgroup']);
    expect([standing.confidence, standing.reasons, told]).toEqual(['best-effort', ['no cgroup'], []]);
  });

  test('rule 2: falls with a reason and an event', () => {
    const { standing, told } = open('high');
    standing.lower('best-effort', 'PID 7 did not join');
    expect([standing.confidence, standing.reasons]).toEqual(['best-effort', ['PID 7 did not join']]);
    expect(told).toEqual([
      {
        type: 'confidence-changed',
        event: { ...scope, from: 'high', to: 'best-effort', reasons: ['PID 7 did not join'] },
      },
    ]);
  });

  test('a new reason is told also where nothing falls any further', () => {
    const { standing, told } = open('none');
    standing.lower('best-effort', 'another reason');
    expect(standing.confidence).toBe('none');
    expect(told).toMatchObject([{ event: { from: 'none', to: 'none', reasons: ['another reason'] } }]);
  });

  test('the same reason is told once', () => {
    const { standing, told } = open('high');
    standing.lower('best-effort', 'again');
    standing.lower('best-effort', 'again');
    expect([standing.reasons, told.length]).toEqual([['again'], 1]);
  });

  test('is as high as the lowest thing that was said of it, whatever the order', () => {
    const confidences = fc.constantFrom<Confidence>(...lowestFirst);
    const lowerings = fc.array(fc.tuple(confidences, fc.constantFrom('one', 'two', 'three')));
    fc.assert(
      fc.property(confidences, lowerings, (start, all) => {
        const { standing } = open(start);
        for (const [to, reason] of all) standing.lower(to, reason);
        const said = new Set([start, ...all.map(([to]) => to)]);
        expect(standing.confidence).toBe(lowestFirst.find((confidence) => said.has(confidence)));
      }),
    );
  });

  test('reasons handed out do not grow afterwards', () => {
    const { standing } = open('high');
    const before = standing.reasons;
    standing.lower('best-effort', 'later');
    expect(before).toEqual([]);
  });
});

function open(confidence: Confidence, reasons: readonly string[] = []) {
  const { bus, told } = recordedBus();
  return { standing: new Standing(bus, scope, { confidence, reasons }), told };
}
