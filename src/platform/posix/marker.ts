import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ContainerKey } from '../contract.js';
import { blockNames } from './block-names.js';
import { unlessHidden } from './system-error.js';

/**
 * The environment variable that tells whose a process is, inherited by all that a command starts. A host inside
 * a pane sets it anew for its own panes, so the innermost one is what a process carries.
 */
export const markerName = 'PANETREE_BLOCK';

const secretBytes = 32;
/** 128 bits, in the 22 characters of base64url. */
const sealLength = 22;

/**
 * The markers of one registry of one host: `<instance>:<block>/<seal>`, for what a run starts
 * `<instance>:<block>:<runId>/<seal>`. The names are public, in paths and arguments; the seal is in the environments of
 * the block alone, which only its user and root can read.
 */
export class Markers {
  readonly instance: string;
  readonly #secret = randomBytes(secretBytes);

  constructor(instance: string) {
    this.instance = instance;
  }

  of(key: ContainerKey, runId?: number): string {
    const block = `${this.instance}:${blockNames(key).directory}`;
    const name = runId === undefined ? block : `${block}:${runId}`;
    const seal = createHmac('sha256', this.#secret).update(name).digest('base64url').slice(0, sealLength);
    return `${name}/${seal}`;
  }
}

/** What a marker names. */
export interface MarkerName {
  readonly instance: string;
  readonly block: string;
  readonly runId: number | undefined;
}

/** Undefined for what is no marker with a seal. */
export function parseMarker(marker: string): MarkerName | undefined {
  const fields = /^(?<instance>[^:/]+):(?<block>[^:/]+)(?::(?<run>\d+))?\/[\w-]+$/.exec(marker)?.groups;
  const { instance, block, run } = fields ?? {};
  if (instance === undefined || block === undefined) return undefined;
  return { instance, block, runId: run === undefined ? undefined : Number(run) };
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
