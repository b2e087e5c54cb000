import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { system } from './given.js';
import type { Told } from './outcome.js';
import { RealWindows } from './real-windows.js';
import { Wine, whyNoNode } from './wine.js';
import { whyNoPrefix } from './wine-prefix.mjs';

const compilerScript = fileURLToPath(new URL('../../scripts/windows-compiler.mjs', import.meta.url));

/** A Windows in which `run.ts` can be run. Nothing of it runs on after `close`. */
export interface WindowsSystem {
  /** Has it run these cases and no others. */
  readonly select: (names: readonly string[]) => void;
  /** Gives the JSON lines it wrote. */
  readonly run: (args: readonly string[], limitMs: number) => Promise<readonly Told[]>;
  readonly close: () => void;
}

export function openSystem(): Promise<WindowsSystem> {
  return system === 'Windows' ? RealWindows.open() : Wine.open();
}

/** Why nothing of Windows can be run here; undefined if it can. */
export function whyNoSystem(): string | undefined {
  return system === 'Windows' ? whyNoCompiler() : (whyNoPrefix() ?? whyNoCompiler() ?? whyNoNode());
}

function whyNoCompiler(): string | undefined {
  const { status, stderr } = spawnSync(process.execPath, [compilerScript], { encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim();
}
