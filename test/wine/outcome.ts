import type { Line } from '../vm/report.js';

export interface Figure {
  readonly type: 'figure';
  readonly name: string;
  readonly ms: number;
}

/** What the runner in Wine writes, one JSON line each. */
export type Told = Line | Figure;
export type CaseTold = Extract<Told, { readonly type: 'case' }>;

export function isCase(told: Told): told is CaseTold {
  return told.type === 'case';
}

export function isFigure(told: Told): told is Figure {
  return told.type === 'figure';
}
