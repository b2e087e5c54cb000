import { randomUUID } from 'node:crypto';
import type { TrackerRegistry } from '../index.js';
import { packageVersion } from '../version.js';
import type { HostInfo } from './wire/index.js';

export interface Described {
  readonly registry: TrackerRegistry;
  readonly onExit: 'kill' | 'keep' | undefined;
  readonly store: 'on' | 'off';
  readonly whyNoStore: string | undefined;
  readonly cwd: string;
}

/** What a host says of itself; its backend as of now. */
export function describer({ registry, ...described }: Described): () => HostInfo {
  const fixed = {
    instance: randomUUID(),
    version: packageVersion,
    pid: process.pid,
    platform: process.platform,
    startedAt: Date.now(),
    ...described,
  };
  return () => ({ ...fixed, backend: registry.backend });
}
