import { InvalidArgumentError, type RegistryOptions, type TrackerRegistry } from '../index.js';
import type { NodePty } from '../pty/index.js';
import { requireNodePty } from '../pty/node-pty.js';
import {
  requireFunction,
  requireInteger,
  requireMethods,
  requireObject,
  requirePath,
} from '../tracker/arguments.js';
import { requireKeys } from '../tracker/known-keys.js';
import { isLoopback } from './http/host-names.js';
import { hostKeys, shellKeys, tlsKeys } from './option-tables.js';
import type { HostStore } from './store-port.js';
import type { Command } from './wire/index.js';

export interface TlsFiles {
  /** PEM: the certificate and those between it and its root. */
  readonly certificate: string | Buffer;
  /** PEM. */
  readonly key: string | Buffer;
}

export interface HostOptions {
  /** Default: one is opened with `registryOptions`, and closed with the host. */
  readonly registry?: TrackerRegistry;
  readonly registryOptions?: RegistryOptions;
  /** What history and messages are asked of; the caller connects and closes it. Default: none. */
  readonly store?: HostStore;
  /** Why there is no store, for clients to show: for example that no SQLite can be loaded. */
  readonly whyNoStore?: string;
  /** Default 0: one that is free. */
  readonly port?: number;
  /** Default `127.0.0.1`. Anything but loopback needs `tls`. */
  readonly address?: string;
  readonly tls?: TlsFiles;
  /** Origins of pages that may connect with the token, for example `https://ide.example`; exactly as browsers send them. */
  readonly allowedOrigins?: readonly string[];
  /** What a pane starts unless told otherwise; default: the user's shell. */
  readonly shell?: Command;
  /** Where a pane starts unless told otherwise; default: where the host was started. */
  readonly cwd?: string;
  /** Of the programs in panes; default: that of the host. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Rows above the screen that are remembered of each pane, default 2,000. */
  readonly scrollbackLines?: number;
  /** Default 256. */
  readonly mostPanes?: number;
  /** The built page; default: the one of this package. */
  readonly pageDirectory?: string;
  /** The build of node-pty that opens the terminals. Default: node-pty or @lydell/node-pty, whichever can be loaded. */
  readonly nodePty?: NodePty;
  /** Absolute path or file URL of `panetree/host/screens-worker`, for a bundle that has it elsewhere; default: beside this package. */
  readonly screensWorkerFile?: string | URL;
  /** Told of failures nobody expected; default: a line on standard error. */
  readonly onError?: (error: unknown) => void;
}

const mostScrollback = 100_000;
const mostPanesEver = 65_536;
/** As a browser sends it: nothing follows the host and its port. */
const origin = /^(?:null|[a-z][a-z0-9+.-]*:\/\/[^/?#\s]+)$/;

/** Throws InvalidArgumentError. */
export function requireHostOptions(options: HostOptions): void {
  requireKeys(options, 'options', hostKeys);
  requireServing(options);
  requirePaneOptions(options);
  requireNodePty(options.nodePty);
  const { registry, registryOptions, store, onError } = options;
  if (registry !== undefined) requireMethods(registry, 'options.registry', ['ensureTracker', 'on', 'close']);
  if (registry !== undefined && registryOptions !== undefined) {
    throw new InvalidArgumentError('options.registryOptions', 'left out beside a registry', registryOptions);
  }
  if (store !== undefined) requireMethods(store, 'options.store', ['history', 'sendMessage', 'run']);
  if (onError !== undefined) requireFunction(onError, 'options.onError');
}

function requireServing({ port = 0, address, tls, allowedOrigins = [], pageDirectory }: HostOptions): void {
  requireInteger(port, 'options.port', [0, 65_535]);
  if (address !== undefined) requirePath(address, 'options.address');
  if (tls !== undefined) requireKeys(tls, 'options.tls', tlsKeys);
  if (pageDirectory !== undefined) requirePath(pageDirectory, 'options.pageDirectory');
  requireOrigins(allowedOrigins);
  if (address !== undefined && !isLoopback(address) && tls === undefined) {
    throw new InvalidArgumentError(
      'options.address',
      'an address of loopback unless options.tls is set',
      address,
    );
  }
}

function requireOrigins(allowedOrigins: unknown): void {
  if (!Array.isArray(allowedOrigins)) {
    throw new InvalidArgumentError('options.allowedOrigins', 'an array', allowedOrigins);
  }
  for (const [index, each] of allowedOrigins.entries()) {
    if (typeof each === 'string' && origin.test(each)) continue;
    const rule = 'an origin as browsers send it, for example https://ide.example';
    throw new InvalidArgumentError(`options.allowedOrigins[${index}]`, rule, each);
  }
}

function requirePaneOptions(options: HostOptions): void {
  const { shell, cwd, environment = {}, scrollbackLines = 0, mostPanes = 1 } = options;
  if (cwd !== undefined) requirePath(cwd, 'options.cwd');
  requireObject(environment, 'options.environment');
  requireInteger(scrollbackLines, 'options.scrollbackLines', [0, mostScrollback]);
  requireInteger(mostPanes, 'options.mostPanes', [1, mostPanesEver]);
  if (shell === undefined) return;
  requireKeys(shell, 'options.shell', shellKeys);
  requirePath(shell.file, 'options.shell.file');
}
