import { readFileSync } from 'node:fs';
import { defaultStateDir } from '../index.js';
import { type Host, type HostOptions, openHost } from '../host/index.js';
import { writeOutput } from '../output/streams.js';
import { onEndSignal } from './end-signal.js';
import { ownFailure } from './exit-codes.js';
import { HostClient } from './host-client.js';
import { type HostCommand, type ListenOptions, parseHostOptions } from './host-options.js';
import { forgetHostState, readHostState, writeHostState } from './host-state.js';
import { noStore, openHostStore } from './host-store.js';
import { openBrowser } from './open-browser.js';

/** What listens where a host was once, and is none, may never answer. */
const otherAnswersWithinMs = 3000;

/** Of the addresses that mean all of them. */
const loopbackOf: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Serves panes until it is asked to end. Prints one line: the URL that lets one browser in. */
export async function host(args: readonly string[]): Promise<number> {
  const command = parseHostOptions(args);
  await requireNoOther();
  const ending = onEndSignal(['SIGINT', 'SIGTERM', 'SIGHUP']);
  // Asked again, nothing is waited for: what is left then is ended by the guard of the registry.
  ending.again.addEventListener('abort', () => process.exit(ownFailure));
  const store = command.store === 'on' ? await openHostStore() : noStore;
  try {
    const opened = await openHost({ ...optionsOf(command), ...store.option });
    try {
      store.connect(opened.registry);
      announce(opened, command);
      await ending.received;
    } finally {
      forgetHostState(opened.instance);
      await opened.close();
    }
  } finally {
    await store.close();
  }
  return 0;
}

function announce(opened: Host, { listen, browser }: HostCommand): void {
  const { token, instance } = opened;
  const certificate = listen && readFileSync(listen.certificateFile, 'utf8');
  writeHostState({ url: urlFromHere(opened, listen), token, instance, pid: process.pid, certificate });
  const link = opened.link();
  writeOutput(`${link}\n`);
  if (browser === 'open') openBrowser(link);
}

/** Where the name of the certificate leads to is not this machine's business. */
function urlFromHere({ url }: Host, listen: ListenOptions | undefined): string {
  if (listen === undefined) return url;
  const address = loopbackOf[listen.address] ?? listen.address;
  const port = new URL(url).port || '443';
  return `https://${address.includes(':') ? `[${address}]` : address}:${port}/`;
}

/** One host a user, so that the other commands know whom they talk to. */
async function requireNoOther(): Promise<void> {
  const state = readHostState();
  if (state === undefined) return;
  const other = await new HostClient(state).call('host.get', {}, otherAnswersWithinMs).catch(() => undefined);
  if (other?.instance !== state.instance) return;
  throw new Error(`a host runs already, PID ${other.pid}; for a URL of it: panetree link`);
}

function optionsOf({ port, onExit, listen }: HostCommand): HostOptions {
  return {
    port,
    registryOptions: { onHostExit: onExit, delegation: 'auto', stateDir: defaultStateDir() },
    ...(listen && { address: listen.address, tls: tlsOf(listen) }),
  };
}

function tlsOf({ certificateFile, keyFile }: ListenOptions) {
  return { certificate: readFileSync(certificateFile), key: readFileSync(keyFile) };
}
