import { TrackerError } from '../tracker/errors.js';
import { requireNode } from '../tracker/node-version.js';
import type { Host } from './api.js';
import type { HostOptions } from './options.js';

/**
 * Opens panes for browsers and programs, and shows what runs in them. Rejects with InvalidArgumentError, with what
 * `openRegistry` may reject with, with the error of node:net where the port cannot be had, and with TrackerError
 * `unsupported` where a package is missing or this Node is too old.
 */
export async function openHost(options: HostOptions = {}): Promise<Host> {
  requireNode();
  const { openHost: open } = await load();
  return open(options);
}

/** A package that is missing is an error of the loader, with every folder it has looked into. */
async function load() {
  try {
    return await import('./host.js');
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing) throw cause;
    const message = 'panetree/host needs the packages ws and valibot: npm install ws valibot';
    throw new TrackerError('unsupported', message, { cause });
  }
}
