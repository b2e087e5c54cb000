import { linkSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as v from 'valibot';
import { defaultStateDir } from '../index.js';
import { whyNotPrivate } from '../platform/private-directory.js';
import { requireStateDir } from './state-dir.js';

/** How programs of the same user find the host and are let in. */
export interface HostState {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly instance: string;
  /** Of the host, PEM; undefined without TLS. */
  readonly certificate?: string | undefined;
}

const state: v.GenericSchema<unknown, HostState> = v.object({
  url: v.pipe(v.string(), v.url()),
  token: v.string(),
  pid: v.number(),
  instance: v.string(),
  certificate: v.optional(v.string()),
});

/** Another host that is started and ends again at the same moment makes for one more attempt each. */
const mostAttempts = 5;
const othersMayWrite = 0o022;

export function hostStateFile(): string {
  return join(defaultStateDir(), 'host.json');
}

/** Undefined where none is written down. Throws where another user may have written it. */
export function readHostState(file: string = hostStateFile()): HostState | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  requireOwn(file);
  const { success, output } = v.safeParse(state, parse(text));
  return success ? output : undefined;
}

/**
 * Writes where this host is, readable for this user alone, unless another one that is alive has done so: then gives
 * that. Of hosts that are started together one gets it, because a name can be linked once.
 */
export async function claimHostState(
  own: HostState,
  isAlive: (other: HostState) => Promise<boolean>,
  file: string = hostStateFile(),
): Promise<HostState | undefined> {
  requireStateDir(dirname(file));
  removeDrafts(file);
  const draft = `${file}.${process.pid}`;
  try {
    rmSync(draft, { force: true });
    writeFileSync(draft, `${JSON.stringify(own)}\n`, { mode: 0o600, flag: 'wx' });
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      if (isLinked(draft, file)) return undefined;
      const other = readHostState(file);
      if (other !== undefined && (await isAlive(other))) return other;
      takeAway(file, other);
    }
    throw new Error(`other hosts keep writing ${file}`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Unless another host has written its own there. */
export function forgetHostState(instance: string, file: string = hostStateFile()): void {
  if (readHostState(file)?.instance === instance) rmSync(file, { force: true });
}

function isLinked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** What a dead host has left. Of two that see it, the slower may move what the quicker has just written: it goes back. */
function takeAway(file: string, expected: HostState | undefined): void {
  const aside = `${file}.${process.pid}.old`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readHostState(aside)?.instance !== expected?.instance) isLinked(aside, file);
  rmSync(aside, { force: true });
}

/** Those of hosts that were killed while they wrote. */
function removeDrafts(file: string): void {
  const drafts = readdirSync(dirname(file)).flatMap((name) => {
    const pid = name.startsWith(`${basename(file)}.`) ? /\.(\d+)(\.old)?$/.exec(name)?.[1] : undefined;
    return pid === undefined || isRunning(Number(pid)) ? [] : [join(dirname(file), name)];
  });
  for (const draft of drafts) rmSync(draft, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Its token would be sent to wherever it says. */
function requireOwn(file: string): void {
  const limits = { bits: othersMayWrite, sticky: 'refused' } as const;
  const reason = [dirname(file), file].map((path) => whyNotPrivate(path, limits)).find(Boolean);
  if (reason !== undefined) throw new Error(`${file} is not trusted: ${reason}`);
}

function readIfThere(file: string): string | undefined {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  return readFileSync(file, 'utf8');
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
