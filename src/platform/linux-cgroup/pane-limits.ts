import { readFileSync } from 'node:fs';
import { type LimitKind, type LimitListener, limitKinds, type Limits, type LimitUsage } from '../contract.js';
import { readStart } from '../posix/read-file.js';
import { unlessGone } from '../posix/system-error.js';
import { writeControl } from './control-files.js';
import type { Controller, Controllers } from './controllers.js';

interface Knob {
  readonly controller: Controller;
  readonly file: string;
}

interface Setting {
  readonly file: string;
  readonly value: string;
}

const knobs: Readonly<Record<keyof Limits, Knob>> = {
  memoryMaxBytes: { controller: 'memory', file: 'memory.max' },
  processesMax: { controller: 'pids', file: 'pids.max' },
  cpuWeight: { controller: 'cpu', file: 'cpu.weight' },
};

const names: readonly (keyof Limits)[] = ['memoryMaxBytes', 'processesMax', 'cpuWeight'];

/** Where the kernel counts what it has done about a limit, see cgroup-v2. */
const counters: Readonly<Record<LimitKind, { readonly file: string; readonly pattern: RegExp }>> = {
  memory: { file: 'memory.events', pattern: /^oom_kill (\d+)$/m },
  processes: { file: 'pids.events', pattern: /^max (\d+)$/m },
};

/** The limits of one pane. Without any it reads nothing. */
export class PaneLimits {
  readonly #directory: string;
  readonly #controllers: Controllers;
  readonly #told = new Map<LimitKind, number>();
  /** Undefined until a limit has been set. */
  #onEnforced: LimitListener | undefined;

  constructor(directory: string, controllers: Controllers) {
    this.#directory = directory;
    this.#controllers = controllers;
  }

  /** All of them or none. */
  async set(limits: Limits, onEnforced: LimitListener): Promise<void> {
    const wanted = names.flatMap((name) => {
      const value = limits[name];
      return value === undefined ? [] : [{ ...knobs[name], value: String(value) }];
    });
    if (wanted.length === 0) return;
    await this.#controllers.enable(wanted.map(({ controller }) => controller));
    await this.#write(wanted);
    this.#onEnforced = onEnforced;
  }

  /** Tells what the kernel has enforced since the last look. */
  check(): void {
    if (this.#onEnforced === undefined) return;
    for (const kind of limitKinds) {
      const count = this.#count(kind);
      if (count <= (this.#told.get(kind) ?? 0)) continue;
      this.#told.set(kind, count);
      this.#onEnforced(kind, count);
    }
  }

  usage(): LimitUsage | undefined {
    if (this.#onEnforced === undefined) return undefined;
    const text = (name: keyof Limits) => unlessGone(() => this.#read(knobs[name].file));
    return {
      memoryMaxBytes: toMaximum(text('memoryMaxBytes')),
      processesMax: toMaximum(text('processesMax')),
      cpuWeight: toNumber(text('cpuWeight')),
      memoryKills: this.#count('memory'),
      refusedForks: this.#count('processes'),
    };
  }

  async #write(wanted: readonly Setting[]): Promise<void> {
    const replaced: Setting[] = [];
    try {
      for (const { file, value } of wanted) {
        const before = { file, value: this.#read(file) };
        await writeControl(this.#directory, file, value);
        replaced.push(before);
      }
    } catch (error) {
      for (const { file, value } of replaced) await writeControl(this.#directory, file, value);
      throw error;
    }
  }

  #read(file: string): string {
    return readFileSync(`${this.#directory}/${file}`, 'latin1').trim();
  }

  /** 0 where the controller is not there: nothing has set a limit of the kind. */
  #count(kind: LimitKind): number {
    const { file, pattern } = counters[kind];
    const text = unlessGone(() => readStart(`${this.#directory}/${file}`));
    return toNumber(text === undefined ? undefined : pattern.exec(text)?.[1]) ?? 0;
  }
}

function toMaximum(text: string | undefined): number | 'max' | undefined {
  return text === 'max' ? 'max' : toNumber(text);
}

function toNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
