import { readFileSync } from 'node:fs';
import { type Host, type HostOptions, openHost } from '../host/index.js';
import { printable } from '../output/printable.js';
import { writeError, writeOutput } from '../output/streams.js';
import { onEndSignal } from './end-signal.js';
import { ownFailure } from './exit-codes.js';
import { HostClient } from './host-client.js';
import { type HostCommand, type ListenOptions, parseHostOptions } from './host-options.js';
import { claimHostState, forgetHostState, type HostState, readHostState } from './host-state.js';
import { noStore, openHostStore } from './host-store.js';
import { ownCommand } from './own-command.js';
import { openBrowser } from './open-browser.js';
import { stateDirIfUsable } from './state-dir.js';

/** What listens where a host was once, and is none, may never answer. */
const otherAnswersWithinMs = 3000;

/** Of the addresses that mean all of them. */
const loopbackOf: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Serves panes until it is asked to end. Prints one line: the URL that lets one browser in. */
export async function host(args: readonly string[]): Promise<number> {
  const command = parseHostOptions(args);
  const stateDir = stateDirIfUsable();
  if (stateDir !== undefined) await requireNoOther();
  const ending = onEndSignal(['SIGINT', 'SIGTERM', 'SIGHUP']);
  // Asked again, nothing is waited for: what is left then is ended by the guard of the registry.
  ending.again.addEventListener('abort', () => process.exit(ownFailure));
  const store = command.store === 'on' ? await openHostStore() : noStore;
  try {
    const opened = await openHost({ ...optionsOf(command, stateDir), ...store.option });
    try {
      store.connect(opened.registry);
      if (stateDir !== undefined) await record(opened, command.listen);
      announce(opened, command);
      await ending.received;
    } finally {
      if (stateDir !== undefined) orReport(() => forgetHostState(opened.instance));
      await opened.close();
    }
  } finally {
    await store.close();
  }
  // node-pty waits for the programs of its terminals, and those that are kept may live for ever.
  if (command.onExit === 'keep') process.exit(0);
  return 0;
}

/** A full or read-only disk keeps other commands from finding this host, and nobody from using it. */
async function record(opened: Host, listen: ListenOptions | undefined): Promise<void> {
  const { token, instance } = opened;
  const certificate = listen && readFileSync(listen.certificateFile, 'utf8');
  const own = { url: urlFromHere(opened, listen), token, instance, pid: process.pid, certificate };
  try {
    const other = await claimHostState(own, isAlive);
    if (other !== undefined) throw new OtherHostError(other);
  } catch (error) {
    if (error instanceof OtherHostError) throw error;
    orReport(() => {
      throw error;
    });
  }
}

function aboutLink({ registry: { backend } }: Host, onExit: HostCommand['onExit']): string {
  const own = ownCommand();
  const end =
    onExit === 'kill'
      ? 'and every process in its panes'
      : `and leaves the processes in its panes running, for ${own} recover`;
  const { confidence, reasons } = backend;
  return [
    `panetree: this URL lets one browser in, once; for another one: ${own} link`,
    `panetree: Ctrl-C ends the host ${end}`,
    ...(confidence === 'high'
      ? []
      : [
          `panetree: tracking is ${confidence} here: ${printable(reasons.join('; '))}; for more: ${own} doctor`,
        ]),
    '',
  ].join('\n');
}

/** The URL alone on standard output, for a program that reads it. */
function announce(opened: Host, { browser, onExit }: HostCommand): void {
  const link = opened.link();
  writeOutput(`${link}\n`);
  writeError(aboutLink(opened, onExit));
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
  const state = orReport(readHostState);
  if (state !== undefined && (await isAlive(state))) throw new OtherHostError(state);
}

async function isAlive(state: HostState): Promise<boolean> {
  const other = await new HostClient(state).call('host.get', {}, otherAnswersWithinMs).catch(() => undefined);
  return other?.instance === state.instance;
}

class OtherHostError extends Error {
  override readonly name = 'OtherHostError';

  constructor({ pid }: HostState) {
    super(`a host runs already, PID ${pid}; for a URL of it: ${ownCommand()} link`);
  }
}

function orReport<Result>(act: () => Result): Result | undefined {
  try {
    return act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    writeError(`panetree: other commands do not find this host: ${reason}\n`);
    return undefined;
  }
}

function optionsOf({ port, onExit, listen }: HostCommand, stateDir: string | undefined): HostOptions {
  return {
    port,
    registryOptions: { onHostExit: onExit, delegation: 'auto', ...(stateDir !== undefined && { stateDir }) },
    ...(listen && { address: listen.address, tls: tlsOf(listen) }),
  };
}

function tlsOf({ certificateFile, keyFile }: ListenOptions) {
  return { certificate: readFileSync(certificateFile), key: readFileSync(keyFile) };
}
