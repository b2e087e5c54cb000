import { createWriteStream, WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { eventTypes, TrackerError, type TrackerEvents, type TrackerRegistry } from '../index.js';

export interface EventLog {
  follow(registry: TrackerRegistry): void;
  close(): Promise<void>;
}

const noLog: EventLog = { follow: () => undefined, close: async () => undefined };

/** Writes each event as one line of JSON, `type` first. Rejects where the file cannot be opened. */
export async function openEventLog(target: string | undefined): Promise<EventLog> {
  if (target === undefined) return noLog;
  const stream = target === '-' ? process.stdout : createWriteStream(target);
  if (target !== '-') await once(stream, 'open');
  let isBroken = false;
  // Nobody reads any more, or the disk is full: said once, and the command goes on.
  stream.on('error', (error: Error) => {
    if (!isBroken) process.stderr.write(`panetree: no more events are written: ${error.message}\n`);
    isBroken = true;
  });
  const write = (type: keyof TrackerEvents, event: object) => {
    if (!isBroken) stream.write(`${JSON.stringify({ type, ...event }, plainError)}\n`);
  };
  return {
    follow: (registry) => {
      for (const type of eventTypes) registry.on(type, (event) => write(type, event));
    },
    close: async () => (stream instanceof WriteStream ? end(stream) : undefined),
  };
}

/** JSON sees nothing of an error. */
function plainError(_key: string, value: unknown): unknown {
  return value instanceof TrackerError
    ? { name: value.name, code: value.code, message: value.message }
    : value;
}

/** A failed write has been said when it failed; it does not change what the command came to. */
async function end(stream: WriteStream): Promise<void> {
  stream.end();
  await finished(stream).catch(() => undefined);
}
