import { readFileSync } from 'node:fs';
import type { ContainerKey } from '../contract.js';
import { blockNames } from './block-names.js';
import { unlessHidden } from './system-error.js';

/**
 * The environment variable that tells whose a process is, inherited by all that a command starts. A host inside
 * a pane sets it anew for its own panes, so the innermost one is what a process carries.
 */
export const markerName = 'PANETREE_BLOCK';

/**
 * `<instance>:<block>`, for what a run starts `<instance>:<block>:<runId>`; the instance is one registry of one host, so
 * that nobody else's blocks are named alike.
 */
export function markerOf(instance: string, key: ContainerKey): string {
  return `${instance}:${blockNames(key).directory}`;
}

export function withRun(marker: string, runId: number | undefined): string {
  return runId === undefined ? marker : `${marker}:${runId}`;
}

/** The run in a marker of this block; undefined also outside any run. */
export function runInMarker(marker: string, block: string): number | undefined {
  const run = marker.startsWith(`${block}:`) ? marker.slice(block.length + 1) : '';
  return /^\d+$/.test(run) ? Number(run) : undefined;
}

export function isOfBlock(marker: string, block: string): boolean {
  return marker === block || runInMarker(marker, block) !== undefined;
}

/**
 * What a process carries, from its environment as it was at its last exec; only that of one's own processes can
 * be read.
 */
export function readMarker(pid: number): string | undefined {
  const environment = unlessHidden(() => readFileSync(`/proc/${pid}/environ`, 'latin1'));
  const prefix = `${markerName}=`;
  const variable = environment?.split('\0').find((each) => each.startsWith(prefix));
  return variable?.slice(prefix.length);
}
