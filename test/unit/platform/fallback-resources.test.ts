import { describe, expect, test } from 'vitest';
import type { ContainerUsage, ListeningPort, ProcessUsage } from '../../../src/platform/contract.js';
import { FallbackContainer } from '../../../src/platform/fallback/container.js';
import { ScriptedContainer } from '../support/scripted-container.js';

function halves() {
  const upper = new ScriptedContainer([]);
  const lower = new ScriptedContainer([]);
  return { upper, lower, container: new FallbackContainer(upper, async () => lower) };
}

/** A command could not join the upper half, so that the block is both from now on. */
async function fallen() {
  const all = halves();
  all.upper.wrap = async () => ({ status: 'not-joinable', reason: 'EROFS' });
  await all.container.wrap({ file: 'program', args: [] });
  return all;
}

describe('rule 3: usage', () => {
  const limits = {
    memoryMaxBytes: 1,
    processesMax: 2,
    cpuWeight: undefined,
    memoryKills: 0,
    refusedForks: 0,
  };
  const unknown: Omit<ContainerUsage, 'processes'> = {
    cpuTimeMs: undefined,
    memoryBytes: undefined,
    peakMemoryBytes: undefined,
    readBytes: undefined,
    writtenBytes: undefined,
    limits: undefined,
  };

  test('counts nobody twice, and tells no total that only one half knows', async () => {
    const { upper, lower, container } = await fallen();
    upper.usage = async () => ({ ...unknown, limits, cpuTimeMs: 1, memoryBytes: 1, processes: used(10, 11) });
    lower.usage = async () => ({ ...unknown, processes: used(11, 12) });
    expect(await container.usage()).toEqual({ ...unknown, limits, processes: used(10, 11, 12) });
  });

  test('is that of the container as long as there is one', async () => {
    const { upper, container } = halves();
    const usage = { ...unknown, cpuTimeMs: 1, processes: used(10) };
    upper.usage = async () => usage;
    expect(await container.usage()).toBe(usage);
  });
});

describe('rule 3: the ports', () => {
  test('are those of both halves, each once, with all who hold it', async () => {
    const { upper, lower, container } = await fallen();
    upper.ports = async () => ({ ports: [port(80, 10), port(81, 10, 11)], isComplete: true });
    lower.ports = async () => ({ ports: [port(81, 11, 12), port(82, 12)], isComplete: true });
    expect(await container.ports()).toEqual({
      ports: [port(80, 10), port(81, 10, 11, 12), port(82, 12)],
      isComplete: true,
    });
  });

  test('are marked as incomplete where one half does not know, or not all', async () => {
    const { upper, lower, container } = await fallen();
    const known = [port(80, 10)];
    upper.ports = async () => ({ ports: known, isComplete: true });
    lower.ports = async () => undefined;
    expect(await container.ports()).toEqual({ ports: known, isComplete: false });
    lower.ports = async () => ({ ports: [], isComplete: false });
    expect(await container.ports()).toEqual({ ports: known, isComplete: false });
    upper.ports = async () => undefined;
    lower.ports = async () => ({ ports: known, isComplete: true });
    expect(await container.ports()).toEqual({ ports: known, isComplete: false });
    lower.ports = async () => undefined;
    expect(await container.ports()).toBeUndefined();
  });

  test('are read in one sample', async () => {
    const { upper, lower, container } = await fallen();
    const samples: unknown[] = [];
    for (const half of [upper, lower]) half.ports = async (sample) => void samples.push(sample);
    const sample = {};
    await container.ports(sample);
    expect(samples.map((each) => each === sample)).toEqual([true, true]);
  });
});

describe('a limit', () => {
  test('is that of the container', async () => {
    const { upper, container } = halves();
    const set: unknown[] = [];
    upper.limit = async (...all) => void set.push(all);
    await container.limit({ processesMax: 5 }, ignore);
    expect(set).toEqual([[{ processesMax: 5 }, ignore]]);
  });

  test('is refused where it would hold only a part of the block', async () => {
    const { upper, container } = await fallen();
    upper.limit = () => Promise.reject(new Error('asked all the same'));
    await expect(container.limit({ processesMax: 5 }, ignore)).rejects.toThrow(/a part of it/);
  });
});

function ignore(): void {
  // Nothing is enforced here.
}

function used(...pids: readonly number[]): readonly ProcessUsage[] {
  return pids.map((pid) => ({
    pid,
    birth: 'a',
    cpuTimeMs: pid,
    residentBytes: undefined,
    readBytes: undefined,
    writtenBytes: undefined,
  }));
}

function port(number: number, ...pids: readonly number[]): ListeningPort {
  const processes = pids.map((pid) => ({ pid, birth: 'a' }));
  return { protocol: 'tcp', address: '::', port: number, network: 'host', processes };
}
