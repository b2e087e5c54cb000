import { createWriteStream, WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { eventTypes, TrackerError, type TrackerRegistry } from '../index.js';

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
  // Nobody reads any more, or the disk is full: the command goes on.
  stream.on('error', (error: Error) =>
    process.stderr.write(`panetree: no more events are written: ${error.message}\n`),
  );
  return {
    follow: (registry) => follow(registry, stream),
    close: async () => (stream instanceof WriteStream ? end(stream) : undefined),
  };
}

function follow(registry: TrackerRegistry, stream: NodeJS.WritableStream): void {
  for (const type of eventTypes) {
    registry.on(type, (event) => stream.write(`${JSON.stringify({ type, ...event }, plainError)}\n`));
  }
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
