import { spawn } from 'node:child_process';
import type { Told } from './outcome.js';
import { Suite } from './suite.js';
import type { WindowsSystem } from './system.js';

/** The system that this runs on. */
export class RealWindows implements WindowsSystem {
  readonly #suite = new Suite();

  static async open(): Promise<RealWindows> {
    const windows = new RealWindows();
    try {
      await windows.#suite.build();
      return windows;
    } catch (error) {
      windows.close();
      throw error;
    }
  }

  /** In a console of its own, so that nothing that is sent to consoles reaches whoever has started us. */
  run(args: readonly string[], limitMs: number): Promise<readonly Told[]> {
    const env = { ...process.env, ...this.#suite.environment('Windows', asItIs) };
    return this.#suite.run(args, asItIs, (given, options) =>
      spawn(process.execPath, [...given], { ...options, env, timeout: limitMs, windowsHide: true }),
    );
  }

  select(names: readonly string[]): void {
    this.#suite.select(names);
  }

  close(): void {
    this.#suite.remove();
  }
}

function asItIs(path: string): string {
  return path;
}
