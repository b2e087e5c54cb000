import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { HostClient } from '../../src/cli/host-client.js';
import { WebSocket } from 'ws';
import { type HostState, readHostState } from '../../src/cli/host-state.js';
import {
  type InputOf,
  type OperationName,
  type OutputOf,
  protocol,
  webSocketPath,
} from '../../src/host/wire/index.js';
import { startCli } from './command-line.js';
import type { Seen } from './oracle.js';
import type { Scenario } from './scenario.js';
import { StreamClient } from './stream-client.js';
import { until } from './until.js';

const longEnoughMs = 15_000;

/** `panetree host`, as a user starts it. */
export class RunningHost {
  readonly child: ChildProcess;
  readonly #scenario: Scenario;
  readonly #client: HostClient;
  readonly #state: HostState;

  /** `args`: besides `--no-store`. One at a time in a scenario. */
  static async start(scenario: Scenario, args: readonly string[] = []): Promise<RunningHost> {
    const child = startCli(scenario, ['host', '--no-store', ...args], {
      env: { SHELL: '/bin/bash', PS1: '$ ' },
    });
    child.stderr?.pipe(process.stderr);
    let stdout = '';
    child.stdout?.on('data', (chunk) => (stdout += String(chunk)));
    await until(() => stdout.includes('\n'), { what: 'the host prints its URL', withinMs: longEnoughMs });
    return new RunningHost(scenario, child);
  }

  private constructor(scenario: Scenario, child: ChildProcess) {
    this.#scenario = scenario;
    this.child = child;
    const state = readHostState(join(scenario.stateHome, 'panetree', 'host.json'));
    if (state === undefined) throw new Error('the host has not written down where it is');
    this.#state = state;
    this.#client = new HostClient(state);
  }

  call<Name extends OperationName>(
    name: Name,
    input: InputOf<Name>,
    withinMs?: number,
  ): Promise<OutputOf<Name>> {
    return this.#client.call(name, input, withinMs);
  }

  /** Over the WebSocket. */
  async connect(): Promise<StreamClient> {
    const { url, token } = this.#state;
    const address = new URL(webSocketPath, url.replace(/^http/, 'ws'));
    const client = new StreamClient(
      new WebSocket(address, [protocol], { headers: { Authorization: `Bearer ${token}` } }),
    );
    await client.opened();
    return client;
  }

  async openPane(title: string): Promise<string> {
    const command = { file: '/bin/bash', args: ['--norc', '--noprofile'] };
    const { blockId } = await this.call('panes.open', { cols: 80, rows: 24, title, command });
    return blockId;
  }

  /** Types a line, and waits until so many more processes of this name carry the token of the scenario. */
  async type(blockId: string, line: string, { name, count }: Expected): Promise<readonly Seen[]> {
    const before = new Set(this.#named(name).map(({ pid }) => pid));
    const fresh = () => this.#named(name).filter(({ pid }) => !before.has(pid));
    await this.call('panes.write', { blockId, data: `${line}\r` });
    await until(() => fresh().length === count, { what: `${count} ${name} run`, withinMs: longEnoughMs });
    return fresh();
  }

  /** As `type`, and the host has looked since: nobody has to wait for its tick. */
  async run(blockId: string, line: string, expected: Expected): Promise<readonly Seen[]> {
    const started = await this.type(blockId, line, expected);
    await this.call('blocks.processes', { blockId });
    return started;
  }

  async killed(): Promise<void> {
    this.child.kill('SIGKILL');
    await until(() => this.child.signalCode !== null, { what: 'the host is killed' });
  }

  #named(name: string): readonly Seen[] {
    return this.#scenario.carriers().filter((seen) => seen.name === name);
  }
}

interface Expected {
  readonly name: string;
  readonly count: number;
}
