import type { ContractCase } from '../world.js';
import { events } from './events.js';
import { freezing } from './freezing.js';
import { identity } from './identity.js';
import { input } from './input.js';
import { join } from './join.js';
import { kill } from './kill.js';
import { killPid } from './kill-pid.js';
import { blocks } from './registry.js';
import { runs } from './runs.js';
import { truth } from './truth.js';

/** Everything that holds over every backend, as far as its world can bring it about. */
export const allCases: readonly ContractCase[] = [
  ...truth,
  ...identity,
  ...join,
  ...blocks,
  ...events,
  ...kill,
  ...killPid,
  ...freezing,
  ...input,
  ...runs,
];
