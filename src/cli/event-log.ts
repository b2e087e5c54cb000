import { createWriteStream, statSync, WriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { eventTypes, type TrackerEvents, type TrackerRegistry } from '../index.js';
import { printableJson } from '../output/printable.js';
import { writeError } from '../output/streams.js';

export interface EventLog {
  follow(registry: TrackerRegistry): void;
  close(): Promise<void>;
}

/** Of what a slow reader has not taken: beyond it the log ends, rather than the memory. */
const mostWaitingBytes = 33_554_432;
const othersBits = 0o077;

const noLog: EventLog = { follow: () => undefined, close: async () => undefined };

/** Writes each event as one line of JSON, `type` first. Rejects where the file cannot be opened. */
export async function openEventLog(target: string | undefined): Promise<EventLog> {
  if (target === undefined) return noLog;
  const stream = target === '-' ? process.stdout : await openFile(target);
  let isBroken = false;
  // Nobody reads any more, or the disk is full: said once, and the command goes on.
  const giveUp = (reason: string) => {
    if (!isBroken) writeError(`panetree: no more events are written: ${reason}\n`);
    isBroken = true;
  };
  stream.on('error', (error: Error) => giveUp(error.message));
  const write = (type: keyof TrackerEvents, event: object) => {
    if (isBroken) return;
    if (stream.writableLength > mostWaitingBytes) giveUp('their reader is too slow');
    else attempt(() => stream.write(`${printableJson({ type, ...event })}\n`), giveUp);
  };
  return {
    follow: (registry) => {
      for (const type of eventTypes) registry.on(type, (event) => write(type, event));
    },
    close: async () => (stream instanceof WriteStream ? end(stream) : undefined),
  };
}

/** Command lines in events may hold secrets. The mode of a file that is there already is its owner's choice. */
async function openFile(path: string): Promise<WriteStream> {
  const stream = createWriteStream(path, { mode: 0o600 });
  await once(stream, 'open');
  const found = statSync(path);
  if (found.isFile() && (found.mode & othersBits) !== 0 && process.platform !== 'win32') {
    writeError(`panetree: other users may read the events, command lines included: chmod 600 ${path}\n`);
  }
  return stream;
}

/** Standard output that is a file throws at once. */
function attempt(write: () => void, onFailure: (reason: string) => void): void {
  try {
    write();
  } catch (error) {
    onFailure(error instanceof Error ? error.message : String(error));
  }
}

/** A failed write has been said when it failed; it does not change what the command came to. */
async function end(stream: WriteStream): Promise<void> {
  stream.end();
  await finished(stream).catch(() => undefined);
}
