import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Confidence } from '../../../src/platform/contract.js';
import { BlockConfidence } from '../../../src/tracker/block-confidence.js';
import { recordedBus } from '../support/recorded-bus.js';

const scope = { blockId: 'block', generation: 1 };
const lowestFirst: readonly Confidence[] = ['none', 'best-effort', 'high'];

describe('BlockConfidence', () => {
  test('starts as its session does and says nothing', () => {
    const { confidence, told } = open('best-effort', ['no cgroup']);
    expect([confidence.level, confidence.reasons, told]).toEqual(['best-effort', ['no cgroup'], []]);
  });

  test('rule 2: falls with a reason and an event', () => {
    const { confidence, told } = open('high');
    confidence.lower('best-effort', 'PID 7 did not join');
    expect([confidence.level, confidence.reasons]).toEqual(['best-effort', ['PID 7 did not join']]);
    expect(told).toEqual([
      {
        type: 'confidence-changed',
        event: { ...scope, from: 'high', to: 'best-effort', reasons: ['PID 7 did not join'] },
      },
    ]);
  });

  test('a new reason is told also where nothing falls any further', () => {
    const { confidence, told } = open('none');
    confidence.lower('best-effort', 'another reason');
    expect(confidence.level).toBe('none');
    expect(told).toMatchObject([{ event: { from: 'none', to: 'none', reasons: ['another reason'] } }]);
  });

  test('the same reason is told once', () => {
    const { confidence, told } = open('high');
    confidence.lower('best-effort', 'again');
    confidence.lower('best-effort', 'again');
    expect([confidence.reasons, told.length]).toEqual([['again'], 1]);
  });

  test('is as high as the lowest thing that was said of it, whatever the order', () => {
    const confidences = fc.constantFrom<Confidence>(...lowestFirst);
    const lowerings = fc.array(fc.tuple(confidences, fc.constantFrom('one', 'two', 'three')));
    fc.assert(
      fc.property(confidences, lowerings, (start, all) => {
        const { confidence } = open(start);
        for (const [to, reason] of all) confidence.lower(to, reason);
        const said = new Set([start, ...all.map(([to]) => to)]);
        expect(confidence.level).toBe(lowestFirst.find((level) => said.has(level)));
      }),
    );
  });

  test('reasons handed out do not grow afterwards', () => {
    const { confidence } = open('high');
    const before = confidence.reasons;
    confidence.lower('best-effort', 'later');
    expect(before).toEqual([]);
  });
});

function open(confidence: Confidence, reasons: readonly string[] = []) {
  const { bus, told } = recordedBus();
  return { confidence: new BlockConfidence(bus, scope, { confidence, reasons }), told };
}
