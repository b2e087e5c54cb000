import { resolve as resolvePath } from 'node:path';
import {
  type KillReport,
  type Leftover,
  openRegistry,
  type PaneTracker,
  type TrackerRegistry,
} from '../index.js';
import { onEndSignal } from './end-signal.js';
import { printable, printableJson } from '../output/printable.js';
import { writeError, writeOutput } from '../output/streams.js';
import { parseCommand } from './manual/parse.js';
import { recoverPage } from './manual/record-pages.js';
import { requireStateDir } from './state-dir.js';
import { summarize } from './summary.js';
import { UsageError } from './usage-error.js';

interface RecoverOptions {
  readonly action: 'list' | 'adopt' | 'reap';
  readonly format: 'text' | 'json';
  /** Empty: all of them. */
  readonly blocks: ReadonlySet<string>;
  readonly stateDir: string;
}

const somethingSurvived = 1;

/** Shows what dead hosts have left, ends it, or goes on with it. */
export async function recover(args: readonly string[]): Promise<number> {
  const options = parse(args);
  await using registry = await openRegistry({
    onHostExit: options.action === 'adopt' ? 'kill' : 'keep',
    delegation: 'auto',
    stateDir: options.stateDir,
  });
  const found = (await registry.leftovers()).filter(
    ({ blockId }) => options.blocks.size === 0 || options.blocks.has(blockId),
  );
  if (found.length === 0 && !(options.action === 'list' && options.format === 'json')) tellNothing(registry);
  if (options.action === 'list') return show(found, options);
  const act = options.action === 'reap' ? reap : adopt;
  return await act(registry, found, options);
}

function show(found: readonly Leftover[], { format }: RecoverOptions): number {
  if (format === 'json') writeOutput(`${printableJson(found, 2)}\n`);
  else writeOutput(found.map((leftover) => `${inWords(leftover)}\n`).join(''));
  return 0;
}

function tellNothing({ backend }: TrackerRegistry): void {
  const isKnown = backend.confidence === 'high';
  const text = isKnown ? 'nothing was left' : 'found nothing that was left; the list is inferred';
  writeError(`panetree: ${text}\n`);
}

function inWords({ blockId, hostPid, backend, processes }: Leftover): string {
  const host = `${JSON.stringify(blockId)} of host ${hostPid} (${backend})`;
  const lines = processes.map(({ pid, runId, command }) =>
    printable(`  ${pid}  ${runId === undefined ? '-' : `run ${runId}`}  ${command}`),
  );
  return [printable(host), ...lines].join('\n');
}

async function reap(
  registry: TrackerRegistry,
  found: readonly Leftover[],
  { format }: RecoverOptions,
): Promise<number> {
  const reports = await Promise.all(found.map((leftover) => registry.reap(leftover)));
  for (const report of reports) tell(report, format);
  return exitCodeFor(reports);
}

/** Until nothing of them is left, or until it is told to end: then they end with it. */
async function adopt(
  registry: TrackerRegistry,
  found: readonly Leftover[],
  { format }: RecoverOptions,
): Promise<number> {
  const ending = onEndSignal(['SIGINT', 'SIGTERM', 'SIGHUP']);
  try {
    const trackers = found.map((leftover) => registry.adopt(leftover));
    for (const tracker of trackers) await announce(tracker, format);
    await Promise.race([
      ending.received,
      ...(trackers.length === 0 ? [Promise.resolve()] : [allEmpty(registry)]),
    ]);
    const reports = await Promise.all(
      trackers.map(({ blockId }) => registry.remove(blockId, { signal: ending.again })),
    );
    for (const report of reports) tell(report, format);
    return exitCodeFor(reports);
  } finally {
    ending.stop();
  }
}

async function announce(tracker: PaneTracker, format: RecoverOptions['format']): Promise<void> {
  const { blockId, generation, reasons } = tracker;
  const processes = await tracker.list();
  const adopted = { blockId, generation, reasons, processes };
  const text = `panetree: went on with ${JSON.stringify(blockId)}, ${processes.length} processes`;
  writeError(`${format === 'json' ? printableJson(adopted) : [text, ...reasons].join('; ')}\n`);
}

/** The tracker keeps no host alive, so the waiting has to. */
async function allEmpty(registry: TrackerRegistry): Promise<void> {
  const wake = setInterval(() => undefined, 60_000);
  try {
    const isEmpty = () => registry.blocks().every((id) => registry.snapshot(id)?.processes.length === 0);
    await new Promise<void>((resolve) => {
      const check = () => {
        if (isEmpty()) resolve();
      };
      registry.on('pane-empty', check);
      check();
    });
  } finally {
    clearInterval(wake);
  }
}

function tell(report: KillReport, format: RecoverOptions['format']): void {
  const line = summarize(report, format);
  writeError(format === 'json' ? `${line}\n` : `${line} (${JSON.stringify(report.blockId)})\n`);
}

function exitCodeFor(reports: readonly KillReport[]): number {
  return reports.every(({ status }) => status === 'ended' || status === 'empty') ? 0 : somethingSurvived;
}

function toPath(directory: string | undefined): string | undefined {
  if (directory === '') throw new UsageError('--state-dir must name a directory; got ""', 'recover');
  return directory === undefined ? undefined : resolvePath(directory);
}

function parse(args: readonly string[]): RecoverOptions {
  const { values, positionals } = parseCommand(recoverPage, args);
  const actions = (['list', 'adopt', 'reap'] as const).filter((action) => values[action] === true);
  const [action = 'list', ...others] = actions;
  if (others.length > 0) {
    throw new UsageError(`--${action} and --${others.join(', --')} exclude each other`, 'recover');
  }
  return {
    action,
    format: values.json === true ? 'json' : 'text',
    blocks: new Set(positionals),
    stateDir: requireStateDir(toPath(values['state-dir'])),
  };
}
