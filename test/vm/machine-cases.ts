import type { ContractCase } from '../contract/world.js';
import { limitCases } from './limit-cases.js';

/** What it takes a whole machine to see: the memory and pids controllers, and what the kernel does at a limit. */
export const machineCases: readonly ContractCase[] = [...limitCases];
