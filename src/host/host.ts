import { fileURLToPath } from 'node:url';
import { openRegistry } from '../index.js';
import type { Host } from './api.js';
import { listen, makeServer } from './http/listen.js';
import { readStaticFiles } from './http/static-files.js';
import { type HostOptions, requireHostOptions } from './options.js';
import { ServingHost } from './serving-host.js';

/** As the entry says, once its packages are loaded. */
export async function openHost(options: HostOptions = {}): Promise<Host> {
  requireHostOptions(options);
  const files = await readStaticFiles(options.pageDirectory ?? ownPage());
  const server = makeServer(options.tls);
  const registry = options.registry ?? (await openRegistry(options.registryOptions));
  try {
    const port = await listen(server, options);
    return new ServingHost({ options, registry, server, port, files });
  } catch (error) {
    server.close();
    if (options.registry === undefined) await registry.close();
    throw error;
  }
}

/** Beside this file, unless a bundler has put it elsewhere. */
function ownPage(): string {
  return fileURLToPath(new URL('../page', import.meta.url));
}
