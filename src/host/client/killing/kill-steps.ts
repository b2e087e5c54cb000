import { defaultGraceMs, defaultKillSteps, gracefulShare } from '../../../defaults.js';
import type { KillStep } from '../../wire/kill.js';
import type { KillAsk } from './kill-ask.js';

export { defaultGraceMs };

const [hangUp] = defaultKillSteps;
const forcedMs = 1000;

/** How long whatever is ended may take to end by itself before the forced kill; the first is what a host takes. */
export const graces: readonly number[] = [defaultGraceMs, 10_000, 60_000, 600_000];

interface Pace {
  readonly steps?: readonly KillStep[];
  readonly deadlineMs?: number;
}

/**
 * The steps to ask of the host, within a deadline that has room for them. A process is sent SIGTERM alone: a hang-up
 * would make many a server read its settings again. Where something is kept, no shell may be hung up, for it would hang
 * up its jobs too.
 */
export function paceOf(kind: KillAsk['kind'], graceMs: number, holdsKept: boolean): Pace {
  const isOneProcess = kind === 'process' || kind === 'subtree';
  if (!isOneProcess && graceMs === defaultGraceMs) return {};
  const steps =
    isOneProcess || holdsKept
      ? [{ signal: 'SIGTERM', graceMs }]
      : [hangUp, { signal: 'SIGTERM', graceMs: graceMs - hangUp.graceMs }];
  if (graceMs === defaultGraceMs) return { steps };
  return { steps, deadlineMs: graceMs / gracefulShare + forcedMs };
}

/** One signal is sent and no more. */
export function hasGrace(ask: KillAsk): boolean {
  return ask.kind !== 'signal';
}

/** The choice after this one, and after the last the first. */
export function nextGrace(graceMs: number = defaultGraceMs): number {
  return graces[(graces.indexOf(graceMs) + 1) % graces.length] ?? defaultGraceMs;
}

/** 2 s, 1 min. */
export function graceInWords(graceMs: number): string {
  return graceMs < 60_000 ? `${graceMs / 1000} s` : `${graceMs / 60_000} min`;
}
