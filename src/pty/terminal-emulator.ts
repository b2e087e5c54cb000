import type { SerializeAddon } from '@xterm/addon-serialize';
import type { ITerminalInitOnlyOptions, ITerminalOptions, Terminal } from '@xterm/headless';
import { loadPackages } from './load-packages.js';

export interface Emulator {
  readonly terminal: Terminal;
  readonly serializer: SerializeAddon;
}

/** The emulator with what serializes it. */
export async function loadEmulator(options: ITerminalOptions & ITerminalInitOnlyOptions): Promise<Emulator> {
  const names = ['@xterm/headless', '@xterm/addon-serialize'];
  const [headless, addon] = await loadPackages(names, () =>
    Promise.all([import('@xterm/headless'), import('@xterm/addon-serialize')]),
  );
  // A CommonJS module, whose names Node does not find by itself; bundlers do.
  const { Terminal: Emulating } = 'default' in headless ? headless.default : headless;
  const terminal = new Emulating({ ...options, allowProposedApi: true });
  const serializer = new addon.SerializeAddon();
  terminal.loadAddon(serializer);
  return { terminal, serializer };
}
