import { constants } from 'node:os';
import type { KillOptions, KillPidOptions } from '../index.js';
import { Refusal } from './refusal.js';
import type { KillStep } from './wire/index.js';

interface KillWish {
  readonly steps?: readonly KillStep[];
  readonly deadlineMs?: number;
}

interface KillPidWish extends KillWish {
  readonly subtree?: boolean;
  readonly only?: string;
}

/** Throws Refusal `invalid-argument` for a signal that this system does not have. */
export function killOptionsOf({ steps, deadlineMs }: KillWish): KillOptions {
  return {
    ...(steps && { steps: steps.map(({ signal, graceMs }) => ({ signal: signalOf(signal), graceMs })) }),
    ...(deadlineMs !== undefined && { deadlineMs }),
  };
}

export function killPidOptionsOf({ subtree, only, ...wish }: KillPidWish): KillPidOptions {
  return {
    ...killOptionsOf(wish),
    ...(subtree !== undefined && { subtree }),
    ...(only !== undefined && { only: signalOf(only) }),
  };
}

function signalOf(name: string): NodeJS.Signals {
  if (isSignal(name)) return name;
  throw new Refusal('invalid-argument', `this system has no signal ${name}`);
}

function isSignal(name: string): name is NodeJS.Signals {
  return Object.hasOwn(constants.signals, name);
}
