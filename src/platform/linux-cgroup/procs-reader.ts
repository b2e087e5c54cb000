import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { readHeld } from '../posix/read-file.js';
import { unlessGone } from '../posix/system-error.js';
import { saysNoProcess } from './errnos.js';
import { LeafReader } from './leaf-reader.js';

/** Grows to what the largest pane needs; shared, because one listing is read and parsed without a pause. */
let shared = Buffer.allocUnsafe(65_536);

/** What the kernel returns at most for one read of a seq file, with room to spare. */
const roomForOneRead = 8192;

/** A growing row of bytes in the shared buffer, valid until the next listing is read. */
export interface Listing {
  bytes: Buffer;
  length: number;
}

export function emptyListing(): Listing {
  return { bytes: shared, length: 0 };
}

const noNames: readonly string[] = [];

export interface ReaderOptions {
  /** Those that may hold processes. */
  readonly leaves: readonly string[];
  /** How many sub-directories never do. */
  readonly emptyChildren: number;
  /** Told when a leaf may have become empty or populated. */
  readonly onChange?: () => void;
}

/**
 * Reads `cgroup.procs` of a cgroup and of everything below it through descriptors held open: a pread at
 * offset 0 gives a fresh listing. Members may make sub-cgroups of their own; `nr_descendants` tells for about
 * 2 µs whether there are any besides the known ones, so that the directories are walked only then.
 */
export class ProcsReader {
  readonly #directory: string;
  /** By the names of the leaves; the empty name is the cgroup itself. */
  readonly #leaves = new Map<string, LeafReader>();
  readonly #stat: number;
  readonly #emptyChildren: number;
  readonly #onChange: (() => void) | undefined;
  #isClosed = false;

  constructor(directory: string, { leaves, emptyChildren, onChange }: ReaderOptions) {
    this.#directory = directory;
    this.#emptyChildren = emptyChildren;
    this.#onChange = onChange;
    this.#stat = openSync(`${directory}/cgroup.stat`, 'r');
    try {
      // What lives in the cgroup itself is not told apart from what lives below it, so it is read each time.
      this.#leaves.set('', new LeafReader(directory, undefined));
      for (const leaf of leaves) this.open(leaf);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** The leaves, and first the cgroup itself, which has the empty name. */
  get parts(): readonly string[] {
    return [...this.#leaves.keys()];
  }

  /** A leaf that has been made since. */
  open(leaf: string): void {
    this.#leaves.set(leaf, new LeafReader(`${this.#directory}/${leaf}`, this.#onChange ?? nothing));
  }

  /** Before its directory is removed; what is in it all the same is found as what members make themselves is. */
  drop(leaf: string): void {
    const reader = this.#leaves.get(leaf);
    if (reader === undefined || this.#isClosed) return;
    this.#leaves.delete(leaf);
    reader.close();
  }

  /** Something has just arrived in the leaf, or is on its way there. */
  rouse(leaf: string): void {
    this.#leaves.get(leaf)?.rouse();
  }

  /**
   * Appends to the listing one decimal PID a line; unordered, a PID may stand twice. Each of `parts` ends in an empty
   * line; what members have made themselves comes after those, and the leaves that it is below are given. `quiet`: leaves
   * that are known to be empty are `skipped`, or `read` all the same.
   */
  appendTo(listing: Listing, quiet: 'skipped' | 'read' = 'read'): readonly string[] {
    // The number of a closed descriptor may be another file's by now.
    if (this.#isClosed) throw new Error(`the cgroup ${this.#directory} is not read any more`);
    for (const leaf of this.#leaves.values()) {
      if (quiet === 'read' || !leaf.isQuiet) appendLeaf(leaf, listing);
      endPart(listing);
    }
    const text = unlessRemoved(() => readHeld(this.#stat));
    if (text === undefined) return noNames;
    const descendants = Number.parseInt(text.slice(text.indexOf(' ') + 1), 10);
    // The cgroup itself is no descendant of its own.
    if (descendants === this.#leaves.size - 1 + this.#emptyChildren) return noNames;
    const leaves: string[] = [];
    this.#appendNested({ directory: this.#directory, name: '' }, listing, leaves);
    return leaves;
  }

  close(): void {
    this.#isClosed = true;
    for (const leaf of this.#leaves.values()) leaf.close();
    closeSync(this.#stat);
  }

  #appendNested(parent: Cgroup, listing: Listing, leaves: string[]): void {
    for (const entry of unlessGone(() => readdirSync(parent.directory, { withFileTypes: true })) ?? []) {
      if (!entry.isDirectory()) continue;
      const directory = `${parent.directory}/${entry.name}`;
      const name = parent.name === '' ? entry.name : `${parent.name}/${entry.name}`;
      if (!this.#leaves.has(name)) {
        appendFile(`${directory}/cgroup.procs`, listing);
        endPart(listing);
        leaves.push(name.split('/', 1)[0] ?? '');
      }
      this.#appendNested({ directory, name }, listing, leaves);
    }
  }
}

function appendLeaf(leaf: LeafReader, listing: Listing): void {
  const { length } = listing;
  unlessRemoved(() => appendAll(leaf.procs, listing));
  leaf.noteRead(listing.length - length);
}

function nothing(): void {
  // Nobody wants to know.
}

/** So that listings that tell the same PIDs of other leaves differ in their bytes as well. */
function endPart(listing: Listing): void {
  makeRoom(listing);
  listing.bytes[listing.length++] = lineEnd;
}

/** The PIDs of each part of a listing, in order. */
export function parseParts({ bytes, length }: Listing): readonly (readonly number[])[] {
  const parts: (readonly number[])[] = [];
  let start = 0;
  for (let index = 0; index < length; index++) {
    const isEmptyLine = bytes[index] === lineEnd && (index === start || bytes[index - 1] === lineEnd);
    if (!isEmptyLine) continue;
    parts.push(parsePids({ bytes: bytes.subarray(start, index), length: index - start }));
    start = index + 1;
  }
  return parts;
}

/** A cgroup below the one that is read, by its path from there. */
interface Cgroup {
  readonly directory: string;
  readonly name: string;
}

const lineEnd = 0x0a;

/** PIDs in their order; 0, which stands for a process outside our PID namespace, is left out. */
export function parsePids(listing: Listing): readonly number[] {
  const pids: number[] = [];
  const { bytes, length } = listing;
  let pid = 0;
  for (let index = 0; index < length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte !== lineEnd) {
      pid = pid * 10 + byte - 0x30;
      continue;
    }
    if (pid > 0) pids.push(pid);
    pid = 0;
  }
  return pids;
}

/** Somebody has removed the cgroup, so it holds nobody; who was in it must have been moved out before. */
function unlessRemoved<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (saysNoProcess(error)) return undefined;
    throw error;
  }
}

function appendFile(path: string, listing: Listing): void {
  const descriptor = unlessGone(() => openSync(path, 'r'));
  if (descriptor === undefined) return;
  try {
    unlessRemoved(() => appendAll(descriptor, listing));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * A read of a seq file gives whole lines and goes on until a page is full or the file has ended (seq_read_iter
 * in fs/seq_file.c), so one that leaves room for another line in the smallest page is the last.
 */
const shortRead = 4096 - '4194304\n'.length;

function appendAll(descriptor: number, listing: Listing): void {
  for (let position = 0; ; ) {
    makeRoom(listing);
    const room = listing.bytes.length - listing.length;
    const length = readSync(descriptor, listing.bytes, listing.length, room, position);
    position += length;
    listing.length += length;
    if (length < shortRead) return;
  }
}

function makeRoom(listing: Listing): void {
  if (listing.bytes.length - listing.length >= roomForOneRead) return;
  shared = Buffer.alloc(listing.bytes.length * 2);
  listing.bytes.copy(shared, 0, 0, listing.length);
  listing.bytes = shared;
}
