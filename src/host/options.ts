import { InvalidArgumentError, type RegistryOptions, type TrackerRegistry } from '../index.js';
import type { NodePty } from '../pty/index.js';
import { requireNodePty } from '../pty/node-pty.js';
import { isLoopback } from './http/host-names.js';
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
  readonly environment?: Readonly<Record<string, string>>;
  /** Rows above the screen that are remembered of each pane, default 2,000. */
  readonly scrollbackLines?: number;
  /** Default 256. */
  readonly mostPanes?: number;
  /** The built page; default: the one of this package. */
  readonly pageDirectory?: string;
  /** The build of node-pty that opens the terminals. Default: node-pty or @lydell/node-pty, whichever can be loaded. */
  readonly nodePty?: NodePty;
  /** Told of failures nobody expected; default: a line on standard error. */
  readonly onError?: (error: unknown) => void;
}

/** Throws InvalidArgumentError. */
export function requireHostOptions(options: HostOptions): void {
  const { registry, registryOptions, port, address, tls, nodePty } = options;
  requireNodePty(nodePty);
  if (registry !== undefined && registryOptions !== undefined) {
    throw new InvalidArgumentError('options.registryOptions', 'left out beside a registry', registryOptions);
  }
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new InvalidArgumentError('options.port', 'a whole number from 0 to 65535', port);
  }
  if (address !== undefined && !isLoopback(address) && tls === undefined) {
    throw new InvalidArgumentError(
      'options.address',
      'an address of loopback unless options.tls is set',
      address,
    );
  }
}
