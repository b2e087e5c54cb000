/** Where its storage begins; it doubles up to the capacity, so that a ring nobody fills stays small. */
const firstBytes = 4096;

/**
 * The latest bytes of a stream that never ends, told by their position: the first byte ever is 0, and a position
 * stays that of its byte. Appending copies what is appended and, now and then, all it holds to a larger storage.
 */
export class ByteRing {
  readonly capacity: number;
  /** The byte at a position lies at that position modulo the length. */
  #storage = new Uint8Array(0);
  #start = 0;
  #end = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Position of the oldest byte held. */
  get start(): number {
    return this.#start;
  }

  /** Position of the next byte to come. */
  get end(): number {
    return this.#end;
  }

  append(bytes: Uint8Array): void {
    const size = Math.min(this.capacity, this.#end - this.#start + bytes.length);
    this.#makeRoom(size);
    const kept = bytes.subarray(Math.max(0, bytes.length - this.capacity));
    put(this.#storage, this.#end + bytes.length - kept.length, kept);
    this.#end += bytes.length;
    this.#start = this.#end - size;
  }

  /** A copy of what lies between two positions, both of which are held. */
  copy(from: number, to: number): Uint8Array {
    const [first, second] = parts(this.#storage, { from, size: to - from });
    const bytes = new Uint8Array(to - from);
    bytes.set(first);
    bytes.set(second, first.length);
    return bytes;
  }

  clear(): void {
    this.#start = this.#end;
    this.#storage = new Uint8Array(0);
  }

  #makeRoom(size: number): void {
    if (size <= this.#storage.length) return;
    let length = Math.max(firstBytes, this.#storage.length);
    while (length < size) length *= 2;
    const storage = new Uint8Array(Math.min(this.capacity, length));
    const held = parts(this.#storage, { from: this.#start, size: this.#end - this.#start });
    put(storage, this.#start, held[0]);
    put(storage, this.#start + held[0].length, held[1]);
    this.#storage = storage;
  }
}

/** Bytes that run over the end of the storage go on at its beginning. */
function parts(
  storage: Uint8Array,
  { from, size }: { readonly from: number; readonly size: number },
): readonly [Uint8Array, Uint8Array] {
  if (size === 0) return [storage.subarray(0, 0), storage.subarray(0, 0)];
  const first = storage.subarray(from % storage.length).subarray(0, size);
  return [first, storage.subarray(0, size - first.length)];
}

function put(storage: Uint8Array, position: number, bytes: Uint8Array): void {
  const [first, second] = parts(storage, { from: position, size: bytes.length });
  first.set(bytes.subarray(0, first.length));
  second.set(bytes.subarray(first.length));
}
