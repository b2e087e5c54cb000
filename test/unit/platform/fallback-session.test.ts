import { expect, test } from 'vitest';
import type { Container } from '../../../src/platform/contract.js';
import { FallbackSession } from '../../../src/platform/fallback/session.js';
import { gate } from '../support/gate.js';
import { member } from '../support/processes.js';
import { ScriptedContainer } from '../support/scripted-container.js';
import { ScriptedSession } from '../support/scripted-session.js';

const command = { file: 'program', args: [] };
const key = { blockId: 'a', generation: 1 };

/** One that nothing can join any more. */
function lost(): Container {
  const container = new ScriptedContainer([]);
  container.wrap = async () => ({ status: 'not-joinable', reason: 'EROFS' });
  return container;
}

function full(): never {
  throw new Error('ENOSPC');
}

interface Rungs {
  readonly upper: ScriptedSession;
  readonly lower: ScriptedSession;
  readonly session: FallbackSession;
  readonly openings: () => number;
}

function rungs(makeUpper: () => Container = lost): Rungs {
  const upper = new ScriptedSession('high', makeUpper, 5);
  const lower = new ScriptedSession('best-effort', () => new ScriptedContainer([member(12)]), 6);
  let openings = 0;
  const session = new FallbackSession(upper, async () => {
    openings++;
    return lower;
  });
  return { upper, lower, session, openings: () => openings };
}

async function downgradesOf(container: Container): Promise<readonly string[]> {
  const told: string[] = [];
  container.onDowngrade((to, reason) => told.push(`${to}: ${reason}`));
  return told;
}

test('it promises what its first backend promises, and opens no other before it has to', async () => {
  const { session, openings } = rungs(() => new ScriptedContainer([]));
  const container = await session.createContainer(key);
  await container.wrap(command);
  expect(session.confidence).toBe('high');
  expect(openings()).toBe(0);
  await session.close();
});

test('rule 2: the next backend is opened once for all blocks', async () => {
  const { session, openings } = rungs();
  const containers = await Promise.all(
    [1, 2, 3].map((generation) => session.createContainer({ ...key, generation })),
  );
  await Promise.all(containers.map((container) => container.wrap(command)));
  expect(openings()).toBe(1);
  expect(await Promise.all(containers.map((container) => container.contains(12)))).toEqual([
    true,
    true,
    true,
  ]);
});

test('rule 2: a block that cannot even be begun is tracked by the next backend, and says so', async () => {
  const { session } = rungs(full);
  const container = await session.createContainer(key);
  expect(await downgradesOf(container)).toEqual(['best-effort: no container could be made: ENOSPC']);
  expect(await container.wrap(command)).toEqual({ status: 'wrapped', command });
  expect(await container.contains(12)).toBe(true);
});

test('where nothing else works the failure is that of the first, and the next block tries again', async () => {
  const upper = new ScriptedSession('high', full);
  const lower = new ScriptedSession('best-effort', () => new ScriptedContainer([]));
  const answers = [undefined, lower];
  const session = new FallbackSession(upper, async () => answers.shift());
  await expect(session.createContainer(key)).rejects.toThrow('ENOSPC');
  const container = await session.createContainer(key);
  expect(await downgradesOf(container)).toHaveLength(1);
});

test('rule 12: each half is looked at within its own tick', async () => {
  const upperHalf = new ScriptedContainer([]);
  const lowerHalf = new ScriptedContainer([]);
  upperHalf.wrap = async () => ({ status: 'not-joinable', reason: 'EROFS' });
  const upper = new ScriptedSession('high', () => upperHalf);
  const lower = new ScriptedSession('best-effort', () => lowerHalf);
  const session = new FallbackSession(upper, async () => lower);
  const ticks: unknown[] = [];
  upperHalf.list = async (_, tick) => (ticks.push(tick), []);
  lowerHalf.list = async (_, tick) => (ticks.push(tick), []);
  const container = await session.createContainer(key);
  const early = session.beginTick();
  await container.wrap(command);
  await container.list('tick', early);
  await container.list('tick', session.beginTick());
  expect(ticks).toEqual([upper.tick, undefined, upper.tick, lower.tick]);
});

test('rule 8: nobody that either backend protects is signalled', async () => {
  const { session } = rungs(full);
  expect([...(await session.protectedPids())]).toEqual([5]);
  await session.createContainer(key);
  expect([...(await session.protectedPids())]).toEqual([5, 6]);
});

test('rule 2: what either backend loses is told', async () => {
  const { upper, lower, session } = rungs(full);
  const reasons: string[] = [];
  session.onDegraded((reason) => reasons.push(reason));
  await session.createContainer(key);
  for (const tell of [...upper.degradedListeners, ...lower.degradedListeners]) tell('the guard has ended');
  expect(reasons).toEqual(['the guard has ended', 'the guard has ended']);
});

test('it closes both, though one of them fails', async () => {
  const { upper, lower, session } = rungs(full);
  await session.createContainer(key);
  upper.closeError = new Error('EBUSY');
  await expect(session.close()).rejects.toThrow('EBUSY');
  expect([upper.isClosed, lower.isClosed]).toEqual([true, true]);
});

test('it closes the second one also where that was still being opened', async () => {
  const started = gate();
  const opening = gate();
  const lower = new ScriptedSession('best-effort', lost);
  const session = new FallbackSession(new ScriptedSession('high', full), async () => {
    started.open();
    await opening.opened;
    return lower;
  });
  const creating = session.createContainer(key);
  await started.opened;
  const closing = session.close();
  opening.open();
  await Promise.all([creating, closing]);
  expect(lower.isClosed).toBe(true);
});
