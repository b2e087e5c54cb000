import type { KillPidResult } from '../host/wire/index.js';
import { findHost, type HostClient, RefusedByHost } from './host-client.js';
import { writeOutput } from '../output/streams.js';
import { killStepsBesideKept } from '../defaults.js';
import { paceOf, toGrace } from './grace.js';
import { killPage } from './manual/host-pages.js';
import { parseCommand } from './manual/parse.js';
import { ownCommand } from './own-command.js';
import { summarize, summarizePid } from './summary.js';
import { UsageError } from './usage-error.js';

interface KillCommand {
  readonly blockId: string;
  readonly pid: number | undefined;
  readonly only: string | undefined;
  readonly subtree: boolean;
  /** Undefined: that of the host. */
  readonly graceMs: number | undefined;
}

/** What is not an end, but not a failure to reach one either. */
const successes: ReadonlySet<KillPidResult['status']> = new Set(['killed', 'signalled', 'already-gone']);

/** Ends the processes of a block of the host, or one of them. Gives 1 where something was not ended. */
export async function kill(args: readonly string[]): Promise<number> {
  const command = parse(args);
  try {
    return await killOn(findHost(), command);
  } catch (error) {
    if (!(error instanceof RefusedByHost) || error.code !== 'not-found') throw error;
    throw new Error(`${error.message}; list the blocks with: ${ownCommand()} ps`, { cause: error });
  }
}

async function killOn(
  host: HostClient,
  { blockId, pid, only, subtree, graceMs }: KillCommand,
): Promise<number> {
  const pace = graceMs === undefined ? {} : await paceIn(host, { blockId, pid, graceMs });
  if (pid === undefined) {
    const report = await host.call('blocks.killTree', { blockId, ...pace });
    writeOutput(`${summarize(report, 'text')}\n`);
    return report.status === 'ended' || report.status === 'empty' ? 0 : 1;
  }
  const wish = { blockId, pid, subtree, ...pace, ...(only !== undefined && { only }) };
  const result = await host.call('processes.kill', wish);
  writeOutput(`${summarizePid(pid, result)}\n`);
  return successes.has(result.status) ? 0 : 1;
}

/** One process gets SIGTERM alone, and so does a block that holds kept ones: a shell would pass SIGHUP on to them. */
async function paceIn(
  host: HostClient,
  {
    blockId,
    pid,
    graceMs,
  }: { readonly blockId: string; readonly pid: number | undefined; readonly graceMs: number },
): Promise<ReturnType<typeof paceOf>> {
  if (pid !== undefined) return paceOf(graceMs, killStepsBesideKept);
  const members = await host.call('blocks.processes', { blockId });
  const holdsKept = members.some(({ lifetime }) => lifetime === 'kept');
  return holdsKept ? paceOf(graceMs, killStepsBesideKept) : paceOf(graceMs);
}

function parse(args: readonly string[]): KillCommand {
  const { values, positionals } = parseCommand(killPage, args);
  const [blockId, pid, ...rest] = positionals;
  if (blockId === undefined || rest.length > 0) {
    throw new UsageError('kill takes a block, and a PID of it', 'kill');
  }
  if (pid === undefined && (values.signal !== undefined || values.subtree === true)) {
    throw new UsageError('--signal and --subtree are for one process: name its PID too', 'kill');
  }
  if (values.signal !== undefined && values.grace !== undefined) {
    throw new UsageError('--signal sends one signal: there is nothing to wait for with --grace', 'kill');
  }
  return {
    blockId,
    pid: pid === undefined ? undefined : toPid(pid),
    only: values.signal === undefined ? undefined : toSignal(values.signal),
    subtree: values.subtree === true,
    graceMs: toGrace(values.grace, 'kill'),
  };
}

function toPid(value: string): number {
  if (/^[1-9]\d{0,9}$/.test(value)) return Number(value);
  throw new UsageError(`a PID must be a positive whole number; got ${JSON.stringify(value)}`, 'kill');
}

function toSignal(value: string): string {
  const name = value.toUpperCase();
  return name.startsWith('SIG') ? name : `SIG${name}`;
}
