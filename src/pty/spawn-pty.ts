import { constants } from 'node:os';
import type { IPty } from 'node-pty';
import type * as nodePty from 'node-pty';
import { definedOnly } from '../platform/environment.js';
import type { PaneTracker, RootExit } from '../tracker/api.js';
import { TrackerError } from '../tracker/errors.js';

/** Size in character cells, default 80 x 24. `env` undefined means the environment of the host. */
export interface PtyOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cols?: number;
  readonly rows?: number;
  /** The value of TERM, default `xterm-256color`. */
  readonly name?: string;
  /** Default `utf8`; `null` gives each chunk of output as the bytes it is, in a Buffer. */
  readonly encoding?: BufferEncoding | null;
}

/**
 * Starts a program in a pseudo-terminal inside the block. Rejects with SpawnError (ENOENT, EACCES, …), ClosedError,
 * InvalidArgumentError, and with TrackerError `unsupported` where the package node-pty is not installed.
 */
export async function spawnPty(
  tracker: PaneTracker,
  file: string,
  args: readonly string[] = [],
  options: PtyOptions = {},
): Promise<IPty> {
  const pty = await loadNodePty();
  const { cwd, env, cols = 80, rows = 24, name = 'xterm-256color', encoding = 'utf8' } = options;
  const environment = env ?? definedOnly(process.env);
  const command = await tracker.wrap({
    file,
    args,
    env: { ...environment, TERM: name },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const terminal = pty.spawn(command.file, [...command.args], {
    cols,
    rows,
    name,
    encoding,
    cwd: cwd ?? process.cwd(),
    env: { ...command.env },
  });
  // Not awaited: the caller must get the terminal before its first output.
  void tracker.confirm(terminal.pid, exitOf(terminal));
  return terminal;
}

async function loadNodePty(): Promise<Pick<typeof nodePty, 'spawn'>> {
  try {
    return await import('node-pty');
  } catch (cause) {
    throw new TrackerError('unsupported', 'panetree/pty needs the package node-pty: npm install node-pty', {
      cause,
    });
  }
}

/** How the terminal's program ends, as soon as that is known. */
export function exitOf(terminal: IPty): Promise<RootExit> {
  return new Promise((resolve) => {
    terminal.onExit(({ exitCode, signal }) =>
      resolve(signal ? { exitCode: undefined, signal: signalName(signal) } : { exitCode, signal: undefined }),
    );
  });
}

/** node-pty tells the number, Node's own child processes the name. */
function signalName(number: number): string {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found?.[0] ?? String(number);
}
