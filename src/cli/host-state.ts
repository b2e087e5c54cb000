import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { defaultStateDir } from '../index.js';

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

export function hostStateFile(): string {
  return join(defaultStateDir(), 'host.json');
}

/** Undefined where none is written down. */
export function readHostState(file: string = hostStateFile()): HostState | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const { success, output } = v.safeParse(state, parse(text));
  return success ? output : undefined;
}

/** Readable for this user alone; whole or not at all. */
export function writeHostState(written: HostState, file: string = hostStateFile()): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(written)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, file);
}

/** Unless another host has written its own there. */
export function forgetHostState(instance: string, file: string = hostStateFile()): void {
  if (readHostState(file)?.instance === instance) rmSync(file, { force: true });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
