import { readFileSync } from 'node:fs';
import { type Host, type HostOptions, openHost } from '../host/index.js';
import { exitCodeOf } from './exit-codes.js';
import { HostClient } from './host-client.js';
import { type HostCommand, type ListenOptions, parseHostOptions } from './host-options.js';
import { forgetHostState, readHostState, writeHostState } from './host-state.js';
import { openBrowser } from './open-browser.js';

const endSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Serves panes until it is asked to end. Prints one line: the URL that lets one browser in. */
export async function host(args: readonly string[]): Promise<number> {
  const command = parseHostOptions(args);
  await requireNoOther();
  const asked = askedToEnd();
  const opened = await openHost(optionsOf(command));
  try {
    announce(opened, command);
    await asked;
  } finally {
    forgetHostState(opened.instance);
    await opened.close();
  }
  return 0;
}

function announce(opened: Host, { listen, browser }: HostCommand): void {
  const { url, token, instance } = opened;
  const certificate = listen && readFileSync(listen.certificateFile, 'utf8');
  writeHostState({ url, token, instance, pid: process.pid, certificate });
  const link = opened.link();
  process.stdout.write(`${link}\n`);
  if (browser === 'open') openBrowser(link);
}

/** One host a user, so that the other commands know whom they talk to. */
async function requireNoOther(): Promise<void> {
  const state = readHostState();
  if (state === undefined) return;
  const other = await new HostClient(state).call('host.get', {}).catch(() => undefined);
  if (other?.instance !== state.instance) return;
  throw new Error(`a host runs already, PID ${other.pid}; for a URL of it: panetree link`);
}

function optionsOf({ port, onExit, listen }: HostCommand): HostOptions {
  return {
    port,
    registryOptions: { onHostExit: onExit, delegation: 'auto' },
    ...(listen && { address: listen.address, tls: tlsOf(listen) }),
  };
}

function tlsOf({ certificateFile, keyFile }: ListenOptions) {
  return { certificate: readFileSync(certificateFile), key: readFileSync(keyFile) };
}

/** The second time nothing is waited for: what is left then is ended by the guard of the registry. */
function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false;
    for (const signal of endSignals) {
      process.on(signal, () => {
        if (isAsked) process.exit(exitCodeOf({ exitCode: undefined, signal }));
        isAsked = true;
        resolve();
      });
    }
  });
}
