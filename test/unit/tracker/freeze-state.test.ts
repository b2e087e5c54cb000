import { expect, test } from 'vitest';
import { FreezeState } from '../../../src/tracker/freeze-state.js';
import { gate } from '../support/gate.js';
import { recordedBus } from '../support/recorded-bus.js';
import { ScriptedContainer } from '../support/scripted-container.js';

const scope = { blockId: 'a', generation: 2 };

function open() {
  const { bus, told } = recordedBus();
  const changes = () => told.map(({ event }) => 'isFrozen' in event && event.isFrozen);
  return { state: new FreezeState(bus, scope), container: new ScriptedContainer([]), changes, told };
}

test('each change is emitted once', async () => {
  const { state, container, changes, told } = open();
  await state.thaw(container);
  await state.freeze(container);
  await state.freeze(container);
  await state.thaw(container);
  expect(changes()).toEqual([true, false]);
  expect(told[0]).toEqual({ type: 'frozen-changed', event: { ...scope, isFrozen: true } });
});

test('a freeze that fails is no change, unless the block was frozen before', async () => {
  const { state, container, changes } = open();
  const { freeze } = container;
  const failing = async () => {
    container.isFrozen = false;
    throw new Error('one does not stop');
  };
  container.freeze = failing;
  await expect(state.freeze(container)).rejects.toThrow('one does not stop');
  expect(changes()).toEqual([]);
  container.freeze = freeze;
  await state.freeze(container);
  container.freeze = failing;
  await expect(state.freeze(container)).rejects.toThrow('one does not stop');
  expect(changes()).toEqual([true, false]);
});

test('changes that overlap are made and emitted one after the other', async () => {
  const { state, container, changes } = open();
  const stopped = gate();
  container.freeze = async () => {
    await stopped.opened;
    container.isFrozen = true;
  };
  const both = [state.freeze(container), state.thaw(container)];
  stopped.open();
  await Promise.all(both);
  expect(changes()).toHaveLength(2);
  expect([state.isFrozen, container.isFrozen]).toEqual([false, false]);
});

test('a frozen block thaws with its end, after which nothing is emitted', async () => {
  const { state, container, changes } = open();
  await state.freeze(container);
  state.close();
  state.follow(container);
  expect(changes()).toHaveLength(2);
  expect(state.isFrozen).toBe(false);
});
