import { writeSync } from 'node:fs';
import type { BackendReport } from '../../src/index.js';
import type { Line } from '../vm/report.js';

export interface Figure {
  readonly type: 'figure';
  readonly name: string;
  readonly ms: number;
}

/** What the backend says of itself. */
export interface Says extends Pick<BackendReport, 'confidence' | 'guarantees' | 'reasons'> {
  readonly type: 'says';
}

/** What a runner in Wine writes, one JSON line each. */
export type Told = Line | Figure | Says;
export type CaseTold = Extract<Told, { readonly type: 'case' }>;

export function isCase(told: Told): told is CaseTold {
  return told.type === 'case';
}

export function isFigure(told: Told): told is Figure {
  return told.type === 'figure';
}

export function isSays(told: Told): told is Says {
  return told.type === 'says';
}

export function tellToo(line: Figure | Says): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
