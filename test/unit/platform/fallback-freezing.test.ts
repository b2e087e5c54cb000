import { expect, test } from 'vitest';
import { FallbackContainer } from '../../../src/platform/fallback/container.js';
import { member } from '../support/processes.js';
import { ScriptedContainer } from '../support/scripted-container.js';

/** A block that falls to the lower backend with its next command. */
function halves() {
  const [upper, lower] = [new ScriptedContainer([member(10)]), new ScriptedContainer([member(12)])];
  upper.wrap = async () => ({ status: 'not-joinable', reason: 'EROFS' });
  const container = new FallbackContainer(upper, async () => lower);
  const fall = () => container.wrap({ file: 'program', args: [] });
  const states = () => [upper.isFrozen, lower.isFrozen, container.isFrozen];
  return { lower, container, fall, states };
}

function failing(): Promise<never> {
  return Promise.reject(new Error('EIO'));
}

test('a block is frozen when both halves are; one that cannot be leaves the other thawed', async () => {
  const { lower, container, fall, states } = halves();
  await fall();
  await container.freeze();
  expect(states()).toEqual([true, true, true]);
  lower.freeze = failing;
  lower.isFrozen = false;
  await expect(container.freeze()).rejects.toThrow('EIO');
  expect(states()).toEqual([false, false, false]);
});

test('a block that falls while it is frozen stays so', async () => {
  const { container, fall, states } = halves();
  await container.freeze();
  await fall();
  expect(states()).toEqual([true, true, true]);
});

test('it runs where the next backend cannot freeze it', async () => {
  const { lower, container, fall, states } = halves();
  lower.freeze = failing;
  await container.freeze();
  await fall();
  expect(states()).toEqual([false, false, false]);
});
