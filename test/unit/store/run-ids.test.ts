import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openRegistry } from '../../../src/index.js';
import { RunIds, RunIdSupply } from '../../../src/store/run-ids.js';
import type { RunIdRange } from '../../../src/store/protocol.js';
import { FakeBackend } from '../../support/fake-backend.js';
import { ToldRegistry } from '../../support/told-registry.js';
import { openEngine, Teller } from './support/engines.js';
import { run } from './support/told.js';

describe('ids of runs', () => {
  test('are given out in ranges that never meet, from 1,000,000 on', () => {
    const engine = openEngine();
    expect(engine.write('takeRunIds', 100)).toEqual({ from: 1_000_000, to: 1_000_099 });
    expect(engine.write('takeRunIds', 10)).toEqual({ from: 1_000_100, to: 1_000_109 });
  });

  test('are given back by the last who took some, and by nobody else', () => {
    const engine = openEngine();
    const first = engine.write('takeRunIds', 100);
    const second = engine.write('takeRunIds', 100);
    engine.write('returnRunIds', { used: 1_000_004, to: first.to });
    expect(engine.write('takeRunIds', 1).from).toBe(second.to + 1);
    engine.write('returnRunIds', { used: 1_000_150, to: second.to + 1 });
    expect(engine.write('takeRunIds', 1).from).toBe(1_000_151);
  });

  test('follow those that a registry used without asking', () => {
    const engine = openEngine();
    new Teller(engine).run(1000, run(1_000_500));
    expect(engine.write('takeRunIds', 1).from).toBe(1_000_501);
  });
});

/** A supply whose ranges a test hands out. */
class HandedSupply {
  readonly ranges: RunIdRange[] = [];
  readonly returned: (readonly [used: number, to: number])[] = [];
  #spare: RunIdRange | undefined;

  constructor(...ranges: readonly RunIdRange[]) {
    this.ranges.push(...ranges);
  }

  spare(): RunIdRange | undefined {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare;
  }

  async prepare(): Promise<void> {
    this.#spare = this.ranges.shift();
  }

  async take(): Promise<RunIdRange | undefined> {
    return this.ranges.shift();
  }

  async giveBack(used: number, to: number): Promise<void> {
    this.returned.push([used, to]);
  }
}

describe('a registry', () => {
  test('gets its ids without a wait where some were taken before', async () => {
    const supply = new HandedSupply({ from: 1_000_300, to: 1_000_399 });
    await supply.prepare();
    const registry = new ToldRegistry();
    const ids = new RunIds(registry, supply);
    expect(registry.nextRunId).toBe(1_000_300);
    registry.nextRunId = 1_000_310;
    await ids.giveBack();
    expect(supply.returned).toEqual([[1_000_309, 1_000_399]]);
  });

  test('is asked to leave out nothing where the first ids of all are its own', async () => {
    const supply = new HandedSupply({ from: 1_000_000, to: 1_000_099 });
    await supply.prepare();
    const registry = await openRegistry({ backend: new FakeBackend() });
    expect(() => new RunIds(registry, supply)).not.toThrow();
    expect(registry.nextRunId).toBe(1_000_000);
    await registry.close();
  });

  test('gets more before it has used them up, and goes on counting where they follow', async () => {
    const supply = new HandedSupply({ from: 100, to: 199 }, { from: 200, to: 299 }, { from: 900, to: 999 });
    const registry = new ToldRegistry();
    registry.nextRunId = 1;
    await supply.prepare();
    const ids = new RunIds(registry, supply);
    registry.nextRunId = 140;
    ids.refill();
    expect(supply.ranges).toHaveLength(2);
    registry.nextRunId = 160;
    ids.refill();
    await Promise.resolve();
    expect([supply.ranges.length, registry.nextRunId]).toEqual([1, 160]);
    registry.nextRunId = 260;
    ids.refill();
    await Promise.resolve();
    await Promise.resolve();
    expect(registry.nextRunId, 'somebody else took 300 to 899').toBe(900);
  });

  test('goes on without where the file fails', async () => {
    const registry = new ToldRegistry();
    const supply = new HandedSupply();
    const ids = new RunIds(registry, supply);
    await ids.giveBack();
    expect([registry.nextRunId, supply.returned]).toEqual([1_000_000, []]);
  });
});

function supplyOver(engine: ReturnType<typeof openEngine>): RunIdSupply {
  return new RunIdSupply({ call: async (name, argument) => engine.write(name, argument) });
}

/** Gives the registry its ids, as far as they are there; the others come in a moment. */
function connect(registry: ToldRegistry, supply: RunIdSupply): RunIds {
  return new RunIds(registry, supply);
}

describe('a supply', () => {
  test('gives registries that ask at the same time ids of their own', async () => {
    const supply = supplyOver(openEngine());
    await supply.prepare();
    const registries = [new ToldRegistry(), new ToldRegistry(), new ToldRegistry()];
    for (const registry of registries) connect(registry, supply);
    await setTimeout(0);
    expect(new Set(registries.map(({ nextRunId }) => nextRunId)).size).toBe(3);
  });

  test('has ids at once for the registry after the first, too', async () => {
    const supply = supplyOver(openEngine());
    await supply.prepare();
    const [first, second] = [new ToldRegistry(), new ToldRegistry()];
    connect(first, supply);
    await setTimeout(0);
    connect(second, supply);
    expect([first.nextRunId, second.nextRunId]).toEqual([1_000_000, 1_000_100]);
  });

  test('leaves no gap where registries come one after the other', async () => {
    const engine = openEngine();
    const supply = supplyOver(engine);
    await supply.prepare();
    for (const expected of [1_000_000, 1_000_001]) {
      const registry = new ToldRegistry();
      const ids = connect(registry, supply);
      expect(registry.nextRunId).toBe(expected);
      registry.nextRunId++;
      await ids.giveBack();
    }
    await supply.giveBackSpare();
    expect(engine.write('takeRunIds', 1).from).toBe(1_000_002);
  });
});
