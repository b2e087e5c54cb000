import type { IncomingMessage } from 'node:http';
import { Refusal } from '../refusal.js';
import { largestMessageBytes } from '../wire/index.js';

/**
 * The object of JSON that a request carries; an empty one without a body. Rejects with Refusal `too-large`,
 * `unsupported-media-type`, `invalid-argument`.
 */
export async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const hasBody = request.headers['transfer-encoding'] !== undefined || lengthOf(request) > 0;
  if (!hasBody) return {};
  requireJson(request.headers['content-type']);
  if (lengthOf(request) > largestMessageBytes) throw tooLarge();
  return parse(await readBounded(request));
}

function lengthOf({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}

/** A form of another origin can send none of this type without asking first. */
function requireJson(type = ''): void {
  if (/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(type)) return;
  throw new Refusal('unsupported-media-type', 'a body must be of the type application/json');
}

async function readBounded(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  // Left open, because whoever sends too much is still to be told so.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = toBytes(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > largestMessageBytes) throw tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function toBytes(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
}

function parse(bytes: Buffer): Readonly<Record<string, unknown>> {
  const value = parseJson(bytes);
  if (isRecord(value)) return value;
  throw new Refusal('invalid-argument', 'a body must be an object of JSON');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new Refusal('invalid-argument', 'the body is not JSON', { cause });
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tooLarge(): Refusal {
  return new Refusal('too-large', `a body may have ${largestMessageBytes} bytes at most`);
}
