import type { KeyTable } from '../tracker/known-keys.js';
import type { HostOptions, TlsFiles } from './options.js';
import type { Command } from './wire/index.js';

/** The keys of every object that a caller hands to `openHost`; the compiler holds each table to its type. */

export const hostKeys: KeyTable<HostOptions> = {
  registry: true,
  registryOptions: true,
  store: true,
  whyNoStore: true,
  nodePty: true,
  port: true,
  address: true,
  tls: true,
  allowedOrigins: true,
  shell: true,
  cwd: true,
  environment: true,
  scrollbackLines: true,
  mostPanes: true,
  pageDirectory: true,
  onError: true,
  screensWorkerFile: true,
};

export const tlsKeys: KeyTable<TlsFiles> = { certificate: true, key: true };
export const shellKeys: KeyTable<Command> = { file: true, args: true };
