import { paceOf } from './grace.js';
import {
  type KillReport,
  openRegistry,
  type PaneTracker,
  type RootExit,
  type TrackerRegistry,
} from '../index.js';
import { printable } from '../output/printable.js';
import { writeError } from '../output/streams.js';
import { openEventLog } from './event-log.js';
import { exitCodeOf, startFailureCode } from './exit-codes.js';
import { onEndSignal } from './end-signal.js';
import { PassedSignals } from './passed-signals.js';
import { runWithPipes } from './pipes.js';
import { inheritedDescriptors } from './inherited-descriptors.js';
import { parseRunOptions, type RunOptions } from './run-options.js';
import { stateDirIfUsable } from './state-dir.js';
import { isClean, isUneventful, summarize } from './summary.js';
import { belowLeader } from './session-leader.js';

/** Runs a command in a tracked pane and, when it has ended, ends whatever it left behind. */
export async function run(args: readonly string[]): Promise<number> {
  const options = parseRunOptions(args);
  const signals = new PassedSignals();
  try {
    return await runTracked(options, signals);
  } finally {
    signals.stop();
  }
}

async function runTracked(options: RunOptions, signals: PassedSignals): Promise<number> {
  const log = await openEventLog(options.events);
  const stateDir = stateDirIfUsable();
  const registry = await openRegistry({
    onHostExit: options.onExit,
    delegation: 'auto',
    ...(stateDir !== undefined && { stateDir }),
  });
  let code: number;
  try {
    log.follow(registry);
    announce(registry, options);
    const command = { ...options.command, descriptors: inheritedDescriptors };
    code = await runInPane(registry, { ...options, command }, signals);
  } finally {
    await registry.close();
    await log.close();
  }
  // node-pty waits for the programs of its terminals, and those that are kept may live for ever.
  if (options.onExit === 'keep') process.exit(code);
  return code;
}

async function runInPane(
  registry: TrackerRegistry,
  options: RunOptions,
  signals: PassedSignals,
): Promise<number> {
  const tracker = registry.ensureTracker(options.blockId);
  const ending = onEndSignal();
  try {
    const command = runCommand(tracker, options, signals);
    // A pane that ends meanwhile ends its command too, which is no failure then.
    command.catch(() => undefined);
    const exit = await Promise.race([command, ending.received]);
    const report = await endPane(registry, options, ending.again);
    writeClosingLine(report, options.summary);
    return exitCodeOf(exit);
  } catch (error) {
    const code = startFailureCode(error);
    if (code === undefined) throw error;
    writeError(`panetree: ${String(error)}\n`);
    return code;
  } finally {
    ending.stop();
  }
}

async function runCommand(
  tracker: PaneTracker,
  { command, onExit }: RunOptions,
  signals: PassedSignals,
): Promise<RootExit> {
  const hasTerminal = process.stdin.isTTY && process.stdout.isTTY;
  if (!hasTerminal) return runWithPipes(tracker, command, signals);
  // Terminals are a file of their own, which a pipeline never reads.
  const { runInTerminal } = await import('./terminal.js');
  return runInTerminal(tracker, onExit === 'keep' ? belowLeader(command) : command, signals);
}

async function endPane(
  registry: TrackerRegistry,
  options: RunOptions,
  again: AbortSignal,
): Promise<KillReport> {
  if (options.onExit === 'kill') {
    return registry.remove(options.blockId, { ...paceOf(options.graceMs), signal: again });
  }
  const [report] = await registry.close();
  if (report === undefined) {
    throw new Error(`block ${options.blockId} was closed before its command had ended`);
  }
  return report;
}

/** Nothing is said where nothing was left, as by the shell that would have run the command. */
function writeClosingLine(report: KillReport, summary: RunOptions['summary']): void {
  if (summary !== 'json' && (summary === 'trouble' ? isClean(report) : isUneventful(report))) return;
  writeError(`${summarize(report, summary === 'json' ? 'json' : 'text')}\n`);
}

/** Nobody who started it would know otherwise that this shell is another one. */
function announce(registry: TrackerRegistry, { program, command, summary, onExit }: RunOptions): void {
  if (summary === 'trouble' && registry.backend.confidence !== 'none') return;
  warnIfUntracked(registry);
  if (program === 'given') return;
  const { file } = command;
  const fate = onExit === 'kill' ? 'ends with it' : 'goes on after it';
  writeError(`panetree: a tracked shell, ${printable(file)}: what it leaves behind ${fate}\n`);
}

function warnIfUntracked({ backend }: TrackerRegistry): void {
  if (backend.confidence === 'high') return;
  const reasons = backend.reasons.join('; ');
  writeError(
    `panetree: ${backend.confidence === 'none' ? 'nothing is tracked' : 'tracked as well as can be'}: ${reasons}\n`,
  );
}
