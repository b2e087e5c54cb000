import type { Readable } from 'node:stream';
import { requireMs } from '../tracker/arguments.js';
import { requireKeys } from '../tracker/known-keys.js';
import type { RunOutput } from '../tracker/run-api.js';
import { LineSearch } from './line-search.js';
import { sessionIdKeys } from './option-tables.js';

/** What agents print first is there within some 100 ms of their start. */
const defaultTimeoutMs = 500;

export interface SessionIdOptions {
  /** Default 500. */
  readonly timeoutMs?: number;
}

/**
 * The id in the first line like `{"type":"system","subtype":"init","session_id":"…"}`; undefined when none has come in
 * time, or within 1 MiB. What was read is put back: a stream gives it again to whoever reads it next, and must not
 * have a reader before; a run's output holds it anyway.
 */
export async function readSessionId(
  source: Readable | RunOutput,
  options: SessionIdOptions = {},
): Promise<string | undefined> {
  requireKeys(options, 'options', sessionIdKeys);
  const { timeoutMs = defaultTimeoutMs } = options;
  requireMs(timeoutMs, 'options.timeoutMs', 0);
  const signal = AbortSignal.timeout(Math.ceil(timeoutMs));
  return 'follow' in source ? searchOutput(source, signal) : searchStream(source, signal);
}

async function searchOutput(output: RunOutput, signal: AbortSignal): Promise<string | undefined> {
  const search = new LineSearch(sessionIdIn);
  for await (const { bytes } of output.follow({ signal })) {
    if (search.take(bytes)) break;
  }
  return search.found;
}

async function searchStream(stream: Readable, signal: AbortSignal): Promise<string | undefined> {
  const search = new LineSearch(sessionIdIn);
  const read: Buffer[] = [];
  try {
    do {
      const chunk = readFrom(stream);
      read.push(chunk);
      if (search.take(chunk)) break;
    } while (await becomesReadable(stream, signal));
    return search.found;
  } finally {
    putBack(stream, Buffer.concat(read));
  }
}

/** All that is there now, be that nothing. */
function readFrom(stream: Readable): Buffer {
  const chunk: unknown = stream.read();
  return typeof chunk === 'string' || chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.alloc(0);
}

/** False at its end, on failure and when the time is up. */
async function becomesReadable(stream: Readable, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted || stream.readableEnded || stream.destroyed) return false;
  return new Promise((resolve) => {
    const settle = (isReadable: boolean) => () => {
      for (const [event, listener] of listeners) stream.off(event, listener);
      signal.removeEventListener('abort', onAbort);
      resolve(isReadable);
    };
    const onAbort = settle(false);
    const listeners = [
      ['readable', settle(true)],
      ['end', settle(false)],
      ['close', settle(false)],
      ['error', settle(false)],
    ] as const;
    for (const [event, listener] of listeners) stream.on(event, listener);
    signal.addEventListener('abort', onAbort);
  });
}

/** A stream that has told its end takes nothing back. */
function putBack(stream: Readable, bytes: Buffer): void {
  if (bytes.length === 0 || stream.readableEnded || stream.destroyed) return;
  stream.unshift(bytes);
}

function sessionIdIn(line: string): string | undefined {
  if (!line.includes('"init"')) return undefined;
  try {
    const told: unknown = JSON.parse(line);
    if (typeof told !== 'object' || told === null) return undefined;
    const { type, subtype, session_id: id }: Record<string, unknown> = { ...told };
    return type === 'system' && subtype === 'init' && typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    // Not every line is JSON.
    return undefined;
  }
}
