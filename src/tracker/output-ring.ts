import { requireAbortSignal, requireInteger, requireTextOrBytes } from './arguments.js';
import { ByteRing } from './byte-ring.js';
import { requireKeys } from './known-keys.js';
import { followKeys, outputRingKeys } from './option-tables.js';
import { Follower } from './output-follower.js';
import type { OutputChunk, RunOutput } from './run-api.js';

const defaultCapacityBytes = 1_048_576;
const largestCapacityBytes = 1_073_741_824;

/** A character of UTF-8 has at most so many bytes after its first. */
const mostContinuations = 3;

export interface OutputRingOptions {
  /** Default 1,048,576; from 1 to 1,073,741,824. */
  readonly capacityBytes?: number;
}

/**
 * The latest output of a run. Its memory is bounded by its capacity, whoever follows and however slowly. What is
 * appended after `close` is still held, but followers do not wait for it.
 */
export class OutputRing implements RunOutput {
  readonly #bytes: ByteRing;
  readonly #listeners = new Set<() => void>();
  #clearedTo = 0;
  #isClosed = false;

  /** Throws InvalidArgumentError. */
  constructor(options: OutputRingOptions = {}) {
    requireKeys(options, 'options', outputRingKeys);
    const { capacityBytes = defaultCapacityBytes } = options;
    requireInteger(capacityBytes, 'options.capacityBytes', [1, largestCapacityBytes]);
    this.#bytes = new ByteRing(capacityBytes);
  }

  get sizeBytes(): number {
    return this.#bytes.end - this.#bytes.start;
  }

  get capacityBytes(): number {
    return this.#bytes.capacity;
  }

  get droppedBytes(): number {
    return this.#bytes.start - this.#clearedTo;
  }

  append(chunk: string | Uint8Array): void {
    requireTextOrBytes(chunk, 'chunk');
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    if (bytes.length === 0) return;
    this.#bytes.append(bytes);
    this.#tell();
  }

  /** Also leaves out the last character while only the beginning of it has come. */
  text(): string {
    const { start, end } = this.#bytes;
    const bytes = this.#bytes.copy(start, end);
    const whole = start === 0 ? bytes : bytes.subarray(continuationsIn(bytes));
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole, { stream: true });
  }

  clear(): void {
    this.#bytes.clear();
    this.#clearedTo = this.#bytes.end;
  }

  follow(options: { readonly signal?: AbortSignal } = {}): AsyncIterable<OutputChunk> {
    requireKeys(options, 'options', followKeys);
    if (options.signal !== undefined) requireAbortSignal(options.signal, 'options.signal');
    const onNews = (listener: () => void) => {
      this.#listeners.add(listener);
      return () => void this.#listeners.delete(listener);
    };
    const source = { bytes: this.#bytes, isClosed: () => this.#isClosed, onNews };
    return new Follower(source, options.signal);
  }

  close(): void {
    this.#isClosed = true;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** How many bytes at the beginning only go on with a character whose first byte is gone. */
function continuationsIn(bytes: Uint8Array): number {
  const first = bytes.subarray(0, mostContinuations).findIndex((byte) => (byte & 0xc0) !== 0x80);
  return first === -1 ? Math.min(mostContinuations, bytes.length) : first;
}
