import type { LimitUsage } from '../../../src/host/wire/index.js';
import type { Answer } from './fake-answers.js';

const untouched: LimitUsage = {
  memoryMaxBytes: 'max',
  processesMax: 'max',
  cpuWeight: 100,
  memoryKills: 0,
  refusedForks: 0,
};

export const setLimits: Answer = ({ blockId, ...wanted }, host) => {
  const name = String(blockId);
  host.limits.set(name, { ...untouched, ...host.limits.get(name), ...wanted });
  return { status: 'done' };
};

export const readUsage: Answer = ({ blockId }, host) => {
  const usage = host.usage(String(blockId));
  if (usage === undefined) throw new Error(`nothing is known of ${String(blockId)}`);
  return usage;
};
