import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { sealed } from './inherited-descriptors.js';
import { parsePs, psColumns, type PsRow } from './ps-rows.js';
import { inWords } from './system-error.js';
import { until } from '../until.js';

export interface PsTable {
  /** Every process but the ps that printed them, zombies included. */
  readonly rows: readonly PsRow[];
  /** PID of the ps process itself: where the PID allocator stood. */
  readonly ownPid: number;
  /** Lines that could not be understood: at most one in ten. */
  readonly unread: number;
}

export interface PsOptions {
  /** Default `/bin/ps`, or else the `ps` that PATH has. */
  readonly file?: string;
  /** Whose ps it is; default this platform's. */
  readonly platform?: 'darwin' | 'linux';
  /** Default 1000. */
  readonly boundMs?: number;
}

/** Where macOS and nearly every Linux have it. */
const usualFile = '/bin/ps';

const defaultBoundMs = 1000;

/** A killed process ends within a few milliseconds, unless the kernel holds it in a call that cannot be interrupted. */
const exitBoundMs = 250;

/** Some thousand processes with the largest environments there are. */
const mostBytes = 64 * 1024 * 1024;

/** With empty headers no header line is printed. One option for each: what stands behind a `=` may all be header. */
const format = (name: 'ucomm' | 'fname') => psColumns(name).flatMap((column) => ['-o', `${column}=`]);

/**
 * All processes, all of each line, environments behind the commands. With `e`, procps puts the environment behind
 * `ucomm` as well; `fname` is the name alone.
 */
const argumentsFor = {
  darwin: ['-ax', '-ww', '-E', ...format('ucomm')],
  linux: ['axeww', ...format('fname')],
} as const;

/**
 * Besides PATH, by which it is found, nothing else: a dozen variables change what ps prints. Dates are to be
 * English and in UTC. Letters beyond ASCII are to stay as they are, which the C locale does not let them; a system
 * without the one named here falls back to C in everything.
 */
const environmentFor = {
  darwin: { LC_TIME: 'C', LC_CTYPE: 'UTF-8', TZ: 'UTC0' },
  linux: { LC_TIME: 'C', LC_CTYPE: 'C.UTF-8', TZ: 'UTC0' },
} as const;

/** Every process of this machine, from one run of ps. Rejects when the table is not whole: unknown is not empty. */
export async function runPs(options: PsOptions = {}): Promise<PsTable> {
  const { platform = process.platform === 'darwin' ? 'darwin' : 'linux', boundMs = defaultBoundMs } = options;
  const file = options.file ?? (existsSync(usualFile) ? usualFile : 'ps');
  const line = sealed({ file, args: argumentsFor[platform] });
  const child = spawn(line.file, line.args, {
    // Away from the host's terminal, whose Ctrl-C would end it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environmentFor[platform], PATH: process.env['PATH'] },
  });
  return toTable(await outputOf(child, boundMs), child.pid);
}

/** What ps prints until it ends, which it does within the bound or by force. */
async function outputOf(child: ChildProcess, boundMs: number): Promise<string> {
  const stopping = new AbortController();
  let reason: string | undefined;
  const stop = (why: string) => {
    reason ??= why;
    stopping.abort();
  };
  const output = gather(child.stdout, () => stop(`ps printed more than ${mostBytes} bytes`));
  const errors = gather(child.stderr, () => stop(`ps reported more than ${mostBytes} bytes of errors`));
  const timer = setTimeout(() => stop(`ps did not answer within ${boundMs} ms`), boundMs);
  // A signal that fails is reported here as well, which may be after the wait.
  child.on('error', () => {});
  try {
    await once(child, 'close', { signal: stopping.signal });
  } catch (error) {
    if (reason === undefined) throw new Error(`ps could not be run: ${inWords(error)}`, { cause: error });
    await forceEnd(child);
    throw new Error(reason, { cause: error });
  } finally {
    clearTimeout(timer);
  }
  requireSuccess(child, errors());
  return output();
}

function gather(stream: Readable | null, onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) onTooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString();
}

/** Waits until it has been reaped, but not for ever: node reaps it when the kernel lets it go. */
async function forceEnd(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  child.stdout?.destroy();
  child.stderr?.destroy();
  child.unref();
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  await until(hasExited, performance.now() + exitBoundMs);
}

function requireSuccess({ exitCode, signalCode }: ChildProcess, errors: string): void {
  if (signalCode !== null) throw new Error(`ps was ended by ${signalCode}`);
  const [firstLine = ''] = errors.split('\n', 1);
  const detail = firstLine === '' ? '' : `: ${firstLine.slice(0, 200)}`;
  if (exitCode !== 0) throw new Error(`ps failed with exit code ${String(exitCode)}${detail}`);
}

function toTable(text: string, ownPid: number | undefined): PsTable {
  if (text === '') throw new Error('ps printed nothing');
  if (!text.endsWith('\n')) throw new Error('ps broke off in the middle of a line');
  const { rows, unread } = parsePs(text);
  const lines = rows.length + unread;
  if (unread * 10 > lines) throw new Error(`${unread} of ${lines} lines of ps could not be understood`);
  const isListed = (pid: number | undefined) => rows.some((row) => row.pid === pid);
  if (ownPid === undefined || !isListed(ownPid)) throw new Error('ps did not list itself');
  if (!isListed(process.pid)) throw new Error(`ps did not list this process (${process.pid})`);
  return { rows: rows.filter(({ pid }) => pid !== ownPid), ownPid, unread };
}
