import { definedOnly } from '../platform/environment.js';
import type { PaneTracker } from '../tracker/api.js';
import type { RootExit } from '../tracker/join-api.js';
import { InvalidArgumentError, SpawnError } from '../tracker/errors.js';
import { requireKeys } from '../tracker/known-keys.js';
import type { TerminalOutlook } from '../tracker/terminal-api.js';
import type { Run } from '../tracker/run-api.js';
import { loadNodePty, requireNodePty } from './node-pty.js';
import type { NodePty, Terminal } from './terminal.js';
import { ptyKeys } from './option-tables.js';
import { requireInteger, requireObject } from './screen-arguments.js';
import { isPrompt } from './shell-names.js';
import { signalName } from './signal-names.js';
import { directoryFor, logicalDirectory, withoutOuterTerminal } from './terminal-environment.js';
import { mendEnd } from './unix-terminal.js';

const changeInside =
  'undefined: the command would not be allowed to join; change it inside, with setpriv or su';

/** Options of node-pty that do not reach a program through the launcher that joins for it, or that panetree does not hold. */
const refused = {
  uid: changeInside,
  gid: changeInside,
  handleFlowControl: 'undefined or false: pause and resume the terminal instead',
} as const;

/** The kernel keeps each in 16 bits. */
const sizeRange = [1, 65_535] as const;

/**
 * Size in character cells, default 80 x 24. `env` undefined means the environment of the host without what tells of its
 * own terminal (TMUX, LINES, …). The program finds `cwd` in PWD.
 */
export interface PtyOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cols?: number;
  readonly rows?: number;
  /** The value of TERM, default `xterm-256color`. */
  readonly name?: string;
  /** Default `utf8`; `null` gives each chunk of output as the bytes it is, in a Buffer. */
  readonly encoding?: BufferEncoding | null;
  /** The turn of this block that it is started for: it becomes that run's, and what it prints goes to its output. */
  readonly run?: Run;
  /** The build of node-pty to open the terminal with. Default: node-pty or @lydell/node-pty, whichever can be loaded. */
  readonly nodePty?: NodePty;
}

/**
 * Starts a program in a pseudo-terminal inside the block. Rejects with SpawnError (ENOENT, EACCES, …), ClosedError,
 * InvalidArgumentError, and with TrackerError `unsupported` where no build of node-pty can be loaded.
 */
export async function spawnPty(
  tracker: PaneTracker,
  file: string,
  args: readonly string[] = [],
  options: PtyOptions = {},
): Promise<Terminal> {
  requireOptions(options);
  const { cwd, env, cols = 80, rows = 24, name = 'xterm-256color', encoding = 'utf8', run } = options;
  if (run !== undefined) requireRunOf(tracker, run);
  const environment = env === undefined ? withoutOuterTerminal(process.env) : definedOnly(env);
  const pty = options.nodePty ?? (await loadNodePty());
  const command = await (run ?? tracker).wrap({
    file,
    args,
    env: { ...environment, ...logicalDirectory(cwd, environment), TERM: name },
    descriptors: [],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const terminal = open(file, args, () =>
    pty.spawn(command.file, [...command.args], {
      cols,
      rows,
      name,
      encoding,
      cwd: directoryFor(cwd),
      env: { ...definedOnly(command.env ?? {}) },
    }),
  );
  hold(terminal, tracker, { encoding, isShell: isPrompt(file, args) });
  // Not awaited: the caller must get the terminal before its first output.
  confirm(terminal, tracker, run);
  return terminal;
}

function requireOptions(options: PtyOptions): void {
  requireKeys(options, 'options', { ...ptyKeys, ...refused });
  for (const [name, rule] of Object.entries(refused)) {
    const value: unknown = Reflect.get(options, name);
    if (value === undefined || value === false) continue;
    throw new InvalidArgumentError(`options.${name}`, rule, value);
  }
  requireNodePty(options.nodePty);
  const { cols = 80, rows = 24, env = {} } = options;
  requireInteger(cols, 'options.cols', sizeRange);
  requireInteger(rows, 'options.rows', sizeRange);
  requireObject(env, 'options.env');
}

/** node-pty says no more than that forkpty(3) has failed. */
function open<T>(file: string, args: readonly string[], start: () => T): T {
  try {
    return start();
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    const message = `spawn ${file}: no terminal could be opened, or no process started in it: ${what}`;
    throw new SpawnError(new Error(message, { cause }), file, args);
  }
}

interface Held {
  readonly encoding: BufferEncoding | null;
  readonly isShell: boolean;
}

function hold(terminal: Terminal, tracker: PaneTracker, { encoding, isShell }: Held): void {
  const late: { outlook?: TerminalOutlook } = {};
  const handOver = mendEnd(terminal, encoding, {
    isKept: () => late.outlook?.isKept() === true,
    onClosed: () => late.outlook?.closed(),
  });
  if (handOver !== undefined) {
    late.outlook = tracker.holdTerminal({ leader: terminal.pid, isShell, handOver });
  }
}

function confirm(terminal: Terminal, tracker: PaneTracker, run: Run | undefined): void {
  if (run === undefined) void tracker.confirm(terminal.pid, exitOf(terminal));
  else enter(run, terminal);
}

function enter(run: Run, terminal: Terminal): void {
  terminal.onData((data) => run.output.append(data));
  const root = {
    exited: exitOf(terminal),
    write: (data: string | Uint8Array) => terminal.write(typeof data === 'string' ? data : Buffer.from(data)),
  };
  run.confirm(terminal.pid, root).catch((error: unknown) => {
    // The run has ended meanwhile; the terminal is the caller's by now.
    process.emitWarning(`PID ${terminal.pid} is in no run: ${String(error)}`, 'PanetreeWarning');
  });
}

function requireRunOf({ blockId, generation }: PaneTracker, run: Run): void {
  const { record } = run;
  if (record.blockId === blockId && record.generation === generation) return;
  const rule = `a run of block ${JSON.stringify(blockId)}, generation ${generation}`;
  throw new InvalidArgumentError('options.run', rule, { blockId: record.blockId, runId: run.runId });
}

/** How the terminal's program ends, as soon as that is known. */
export function exitOf(terminal: Terminal): Promise<RootExit> {
  return new Promise((resolve) => {
    terminal.onExit(({ exitCode, signal }) =>
      resolve(signal ? { exitCode: undefined, signal: signalName(signal) } : { exitCode, signal: undefined }),
    );
  });
}
