import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Scenario } from './scenario.js';
import { until } from './until.js';

const directory = fileURLToPath(new URL('../fixtures/hosts/', import.meta.url));

export interface HostOptions {
  /** Handed to the fixture as JSON, its only argument. */
  readonly config?: object;
  /** Put before `node fixture config`, e.g. `['unshare', '--mount']`. */
  readonly prefix?: readonly string[];
  readonly spawn?: SpawnOptions;
}

/** A host process of its own: a fixture that opens a registry from the built package and talks in JSON lines. */
export class Host {
  readonly child: ChildProcess;
  readonly messages: Record<string, unknown>[] = [];
  readonly noise: string[] = [];

  constructor(scenario: Scenario, fixture: string, options: HostOptions = {}) {
    const { config = {}, prefix = [] } = options;
    const whole = [...prefix, process.execPath, `${directory}${fixture}.mjs`, JSON.stringify(config)];
    const [file = process.execPath, ...args] = whole;
    const env = scenario.environment;
    this.child = spawn(file, args, { env, stdio: 'pipe', ...options.spawn });
    if (this.child.pid !== undefined) scenario.ownHost(this.child.pid);
    if (this.child.stdout) createInterface(this.child.stdout).on('line', (line) => this.#hear(line));
    if (this.child.stderr) createInterface(this.child.stderr).on('line', (line) => this.noise.push(line));
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('the host has not started');
    return this.child.pid;
  }

  /** The first message of this type. */
  heard<T extends object>(type: string, withinMs = 10_000): Promise<T> {
    return until(() => this.messages.find((message) => message['type'] === type) as T | undefined, {
      what: () => `the host says ${type}; it said ${JSON.stringify(this.messages)} ${this.noise.join('\n')}`,
      withinMs,
    });
  }

  tell(word: string): void {
    this.child.stdin?.write(`${word}\n`);
  }

  async ended(withinMs = 10_000): Promise<number | NodeJS.Signals> {
    const how = () => this.child.exitCode ?? this.child.signalCode ?? undefined;
    await until(() => how() !== undefined, {
      what: () => `the host ends; ${this.noise.join('\n')}`,
      withinMs,
    });
    return how() ?? 0;
  }

  #hear(line: string): void {
    if (line.startsWith('{')) this.messages.push(JSON.parse(line) as Record<string, unknown>);
    else this.noise.push(line);
  }
}
