import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { Lines } from './lines.js';

/** How long a killed cgroup may take until it can be removed. */
const removalBoundMs = 10_000;
const retryMs = 5;

/** A cgroup without panetree: what the bench starts beside its panes, and the trees it kills bare. */
export class PlainCgroup implements Disposable {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory);
  }

  child(name: string): PlainCgroup {
    return new PlainCgroup(`${this.directory}/${name}`);
  }

  /** The child joins before it becomes the program; its output is a pipe. */
  spawn(file: string, args: readonly string[]): ChildProcess {
    const join = ['-c', 'echo 0 >"$0" && exec "$@"', `${this.directory}/cgroup.procs`];
    return spawn('/bin/sh', [...join, file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  /** Starts it and waits until it says that it is ready. */
  async start(file: string, args: readonly string[]): Promise<ChildProcess> {
    const child = this.spawn(file, args);
    await new Lines(child).until('ready');
    return child;
  }

  kill(): void {
    writeFileSync(`${this.directory}/cgroup.kill`, '1');
  }

  /** Without a pause for the event loop, so that it also works while the process exits. */
  [Symbol.dispose](): void {
    if (!existsSync(this.directory)) return;
    this.kill();
    const deadlineAt = performance.now() + removalBoundMs;
    while (isPopulated(this.directory) && performance.now() < deadlineAt) blockFor(retryMs);
    removeTree(this.directory, deadlineAt);
  }
}

export function isPopulated(directory: string): boolean {
  return readFileSync(`${directory}/cgroup.events`, 'latin1').includes('populated 1');
}

function removeTree(directory: string, deadlineAt: number): void {
  for (const entry of subdirectoriesOf(directory)) removeTree(`${directory}/${entry}`, deadlineAt);
  for (;;) {
    try {
      rmdirSync(directory);
      return;
    } catch (error) {
      // A guard of panetree may be removing the same directories.
      if (!existsSync(directory)) return;
      if (performance.now() > deadlineAt) throw error;
      blockFor(retryMs);
    }
  }
}

function subdirectoriesOf(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function blockFor(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
