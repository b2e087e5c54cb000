import { createHash } from 'node:crypto';
import type { ContainerKey } from '../contract.js';

/** For whoever looks at the system's list of objects; the digest is what tells two blocks apart. */
const longestHead = 40;

/**
 * A name the protocol takes: at most 200 characters of `[A-Za-z0-9._-]`. Digested over UTF-16 units, so that lone
 * surrogates stay apart as well.
 */
export function jobName(instance: string, { blockId, generation }: ContainerKey): string {
  const head = blockId.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, longestHead);
  const digest = createHash('sha256').update(Buffer.from(blockId, 'utf16le')).digest('base64url');
  return `${instance}.${head}.${digest}.${generation}`;
}

/** The block that a job is, or whose run it is. */
export function blockOf(job: string): string {
  return job.slice(0, job.includes('/') ? job.indexOf('/') : undefined);
}
