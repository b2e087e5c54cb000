import { describe, expect, test } from 'vitest';
import type { Container } from '../../../src/platform/contract.js';
import { FallbackContainer } from '../../../src/platform/fallback/container.js';
import { BlockConfidence } from '../../../src/tracker/block-confidence.js';
import { member } from '../support/processes.js';
import { recordedBus } from '../support/recorded-bus.js';
import { ScriptedContainer } from '../support/scripted-container.js';

const command = { file: 'program', args: [] };
const marked = { file: 'marked', args: [] };
const refused = { status: 'not-joinable', reason: 'EROFS' } as const;

interface Halves {
  readonly upper: ScriptedContainer;
  readonly lower: ScriptedContainer;
  readonly container: FallbackContainer;
  readonly openings: () => number;
}

/** Processes 10 and 11 above, 11 and 12 below, and a member that is in both. */
function halves(): Halves {
  const upper = new ScriptedContainer([member(10), member(11)]);
  const lower = new ScriptedContainer([member(11, { evidence: ['marker'] }), member(12)]);
  lower.wrap = async () => ({ status: 'wrapped', command: marked });
  let openings = 0;
  const container = new FallbackContainer(upper, async () => {
    openings++;
    return lower;
  });
  return { upper, lower, container, openings: () => openings };
}

async function fallen(): Promise<Halves> {
  const all = halves();
  all.upper.wrap = async () => refused;
  await all.container.wrap(command);
  return all;
}

function failing(): Promise<never> {
  return Promise.reject(new Error('EIO'));
}

function pidsOf(refs: readonly { readonly pid: number }[]): readonly number[] {
  return refs.map(({ pid }) => pid).toSorted((a, b) => a - b);
}

describe('a command', () => {
  test('that can join joins, and nothing else is opened', async () => {
    const { container, openings } = halves();
    expect(await container.wrap(command)).toEqual({ status: 'wrapped', command });
    expect(await container.confirmJoin(10)).toEqual({ status: 'joined' });
    expect(openings()).toBe(0);
  });

  test('rule 2: that cannot join runs below, which is opened once', async () => {
    const { upper, container, openings } = halves();
    upper.wrap = async () => refused;
    const outcomes = await Promise.all([container.wrap(command), container.wrap(command)]);
    expect(outcomes).toEqual([1, 2].map(() => ({ status: 'wrapped', command: marked })));
    await container.wrap(command);
    expect(openings()).toBe(1);
  });

  test('that can join again joins above again', async () => {
    const { upper, container } = await fallen();
    upper.wrap = async () => ({ status: 'wrapped', command });
    expect(await container.wrap(command)).toEqual({ status: 'wrapped', command });
  });

  test('rule 2: is told as it was where nothing below can be opened, which is tried again next time', async () => {
    const { upper, lower } = halves();
    upper.wrap = async () => refused;
    const rungs: (Container | undefined)[] = [undefined, lower];
    const container = new FallbackContainer(upper, async () => rungs.shift());
    expect(await container.wrap(command)).toEqual(refused);
    expect(await container.wrap(command)).toEqual({ status: 'wrapped', command: marked });
  });

  test('rule 2: is told as it was where opening something below fails', async () => {
    const { upper } = halves();
    upper.wrap = async () => refused;
    const container = new FallbackContainer(upper, failing);
    expect(await container.wrap(command)).toEqual(refused);
  });

  test('is confirmed by the half it is in, and below it is asked for at once', async () => {
    const { lower, container } = await fallen();
    const asked: number[] = [];
    lower.confirmJoin = (pid) => {
      asked.push(pid);
      return Promise.resolve({ status: 'not-joined', reason: 'no link' });
    };
    const confirming = container.confirmJoin(12);
    expect(asked).toEqual([12]);
    expect(await confirming).toEqual({ status: 'not-joined', reason: 'no link' });
    expect(await container.confirmJoin(10)).toEqual({ status: 'joined' });
  });
});

describe('rule 2: what was lost', () => {
  test('is told once for each reason', async () => {
    const { bus, told } = recordedBus();
    const confidence = new BlockConfidence(
      bus,
      { blockId: 'a', generation: 1 },
      { confidence: 'high', reasons: [] },
    );
    const { upper, container } = halves();
    container.onDowngrade((to, reason) => confidence.lower(to, reason));
    for (const reason of ['EROFS', 'EROFS', 'ENOENT']) {
      upper.wrap = async () => ({ status: 'not-joinable', reason });
      await container.wrap(command);
    }
    expect(told.map(({ event }) => event)).toMatchObject([
      { from: 'high', to: 'best-effort', reasons: ['a command could not join: EROFS'] },
      {
        from: 'best-effort',
        to: 'best-effort',
        reasons: [/EROFS/, /ENOENT/].map((each) => expect.stringMatching(each)),
      },
    ]);
  });

  test('before anybody listened is told then, and only then', async () => {
    const { container } = await fallen();
    const first: string[] = [];
    const second: string[] = [];
    container.onDowngrade((to, reason) => first.push(`${to}: ${reason}`));
    container.onDowngrade((to, reason) => second.push(`${to}: ${reason}`));
    expect(first).toEqual(['best-effort: a command could not join: EROFS']);
    expect(second).toEqual([]);
  });

  test('is nothing where nothing was lost', async () => {
    const { container } = halves();
    const reasons: string[] = [];
    container.onDowngrade((_, reason) => reasons.push(reason));
    await container.wrap(command);
    await container.attach(10);
    expect(reasons).toEqual([]);
  });
});

describe('attaching', () => {
  test('what cannot be moved is taken in below', async () => {
    const { upper, lower, container } = halves();
    const reasons: string[] = [];
    container.onDowngrade((_, reason) => reasons.push(reason));
    upper.attach = async () => ({ status: 'denied', reason: 'EACCES' });
    lower.attach = async () => ({ status: 'late', processes: [{ pid: 12, birth: 'a' }] });
    expect(await container.attach(12)).toMatchObject({ status: 'late' });
    expect(reasons).toEqual(['PID 12 could not be taken in: EACCES']);
  });

  test('what has gone already opens nothing', async () => {
    const { container, openings } = halves();
    expect(await container.attach(77)).toEqual({ status: 'already-gone' });
    expect(openings()).toBe(0);
  });
});

describe('the list', () => {
  test('is that of the upper half as long as there is no other', async () => {
    const { upper, container } = halves();
    expect(await container.list('all')).toBe(upper.members);
  });

  test('rule 27: is both halves without doubles: who is in both is what the upper one says', async () => {
    const { upper, container } = await fallen();
    const list = await container.list('all');
    expect(pidsOf(list)).toEqual([10, 11, 12]);
    expect(list).toContain(upper.members[1]);
    expect(await container.contains(12)).toBe(true);
    expect(await container.contains(13)).toBe(false);
  });

  test('is the same array when nothing has changed, and another when something has', async () => {
    const { lower, container } = await fallen();
    const list = await container.list('all');
    expect(await container.list('tick')).toBe(list);
    lower.members = [...lower.members, member(13)];
    expect(pidsOf(await container.list('tick'))).toEqual([10, 11, 12, 13]);
  });

  test('rule 3: that cannot be read in one half is no list', async () => {
    const { lower, container } = await fallen();
    lower.listError = new Error('EIO');
    await expect(container.list('tick')).rejects.toThrow('EIO');
  });
});

describe('ending', () => {
  test('a signal reaches each in the half it is in, in order', async () => {
    const { upper, lower, container } = await fallen();
    upper.signal = async (targets) => targets.map(({ pid }) => (pid < 12 ? 'signalled' : 'not-member'));
    lower.signal = async (targets) => targets.map(({ pid }) => (pid === 12 ? 'denied' : 'not-member'));
    const targets = [12, 10, 77, 11].map((pid) => member(pid));
    expect(await container.signal(targets, 'SIGTERM')).toEqual([
      'denied',
      'signalled',
      'not-member',
      'signalled',
    ]);
  });

  test('rule 21: one process is ended in the half it is in, and the other is not asked', async () => {
    const { upper, lower, container } = await fallen();
    expect(await container.endOne(member(10), 0)).toBe('ended');
    upper.endOne = async () => 'not-member';
    expect(await container.endOne(member(12), 0)).toBe('ended');
    expect([upper.calls, lower.calls]).toEqual([[['endOne', 10]], [['endOne', 12]]]);
  });

  test('rule 19: all are ended in both, and it is empty when both are', async () => {
    const { upper, lower, container } = await fallen();
    await container.endSelected((members) => members.filter(({ pid }) => pid !== 12), 0);
    expect([upper.members, pidsOf(lower.members)]).toEqual([[], [12]]);
    expect(await container.isEmpty()).toBe(false);
    await container.endAll();
    expect(lower.members).toEqual([]);
    expect(await container.isEmpty()).toBe(true);
  });

  test('rule 20: a half that fails keeps the other from nothing, and is told', async () => {
    const { upper, lower, container } = await fallen();
    upper.endAll = failing;
    await expect(container.endAll()).rejects.toThrow('EIO');
    expect(lower.members).toEqual([]);
  });

  test('both are woken, frozen, thawed and let go, though the first fails', async () => {
    const { upper, lower, container } = await fallen();
    const reached: string[] = [];
    for (const act of ['wake', 'resumeFreeze', 'freeze', 'thaw', 'release'] as const) {
      upper[act] = failing;
      lower[act] = async () => void reached.push(act);
      await expect(container[act]([])).rejects.toThrow('EIO');
    }
    expect(reached).toEqual(['wake', 'resumeFreeze', 'freeze', 'thaw', 'release']);
  });

  test('it is removed when both are', async () => {
    const { upper, lower, container } = await fallen();
    expect(await container.remove(0)).toBe('removed');
    lower.remove = async () => 'occupied';
    expect(await container.remove(0)).toBe('occupied');
    lower.remove = async () => 'removed';
    upper.remove = async () => 'occupied';
    expect(await container.remove(0)).toBe('occupied');
  });

  test('rule 20: the upper half is removed though the lower one fails', async () => {
    const { upper, lower, container } = await fallen();
    const removed: string[] = [];
    upper.remove = async () => (removed.push('upper'), 'removed');
    lower.remove = failing;
    await expect(container.remove(0)).rejects.toThrow('EIO');
    expect(removed).toEqual(['upper']);
  });

  test('rule 23: what is kept is kept in both', async () => {
    const { upper, lower, container } = await fallen();
    upper.keep = async (select) => select(upper.members);
    lower.keep = async (select) => select(lower.members);
    expect(pidsOf(await container.keep((members) => members.filter(({ pid }) => pid !== 11)))).toEqual([
      10, 12,
    ]);
  });
});

test('rule 13: hints come from both halves', async () => {
  const { upper, lower, container } = halves();
  const hinting: string[] = [];
  upper.onHint = () => void hinting.push('upper');
  lower.onHint = () => void hinting.push('lower');
  container.onHint(() => undefined);
  upper.wrap = async () => refused;
  await container.wrap(command);
  await container.wrap(command);
  expect(hinting).toEqual(['upper', 'lower']);
});
