import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { readHeld } from '../posix/read-file.js';
import { unlessGone } from '../posix/system-error.js';
import { saysNoProcess } from './errnos.js';

/** Grows to what the largest pane needs; shared, because one listing is read and parsed without a pause. */
let shared = Buffer.allocUnsafe(65_536);

/** What the kernel returns at most for one read of a seq file, with room to spare. */
const roomForOneRead = 8192;

/** A growing row of bytes in the shared buffer, valid until the next listing is read. */
export interface Listing {
  bytes: Buffer;
  length: number;
  /** Whose the bytes are, in order: a part begins where the one before it ends. */
  readonly parts: ListingPart[];
}

/** The processes of one leaf, or of a cgroup that a member has made below it. */
export interface ListingPart {
  /** The name of the leaf; empty for the cgroup that the reader was opened on. */
  readonly leaf: string;
  readonly end: number;
}

export function emptyListing(): Listing {
  return { bytes: shared, length: 0, parts: [] };
}

/**
 * Reads `cgroup.procs` of a cgroup and of everything below it through descriptors held open: a pread at
 * offset 0 gives a fresh listing. Members may make sub-cgroups of their own; `nr_descendants` tells for about
 * 2 µs whether there are any besides the known ones, so that the directories are walked only then.
 */
export class ProcsReader {
  readonly #directory: string;
  /** Descriptors of `cgroup.procs`, by the name of the leaf; the empty name is the cgroup itself. */
  readonly #procs = new Map<string, number>();
  readonly #stat: number;
  readonly #emptyChildren: number;
  #isClosed = false;

  /** `leaves` may hold processes; `emptyChildren` counts the sub-directories that never do. */
  constructor(directory: string, leaves: readonly string[], emptyChildren: number) {
    this.#directory = directory;
    this.#emptyChildren = emptyChildren;
    const names = ['', ...leaves];
    const [stat = -1, ...procs] = openAll([`${directory}/cgroup.stat`, ...names.map(this.#procsOf)]);
    this.#stat = stat;
    for (const [index, name] of names.entries()) this.#procs.set(name, procs[index] ?? -1);
  }

  get leaves(): readonly string[] {
    return [...this.#procs.keys()].filter((name) => name !== '');
  }

  /** A leaf that has been made since. */
  open(leaf: string): void {
    this.#procs.set(leaf, openSync(this.#procsOf(leaf), 'r'));
  }

  /** Before its directory is removed; what is in it all the same is found as what members make themselves is. */
  drop(leaf: string): void {
    const descriptor = this.#procs.get(leaf);
    if (descriptor === undefined || this.#isClosed) return;
    this.#procs.delete(leaf);
    closeSync(descriptor);
  }

  /** Appends to the listing one decimal PID a line; unordered, a PID may stand twice. Parts end in an empty line. */
  appendTo(listing: Listing): void {
    // The number of a closed descriptor may be another file's by now.
    if (this.#isClosed) throw new Error(`the cgroup ${this.#directory} is not read any more`);
    for (const [leaf, descriptor] of this.#procs) {
      unlessRemoved(() => appendAll(descriptor, listing));
      endPart(listing, leaf);
    }
    const text = unlessRemoved(() => readHeld(this.#stat));
    if (text === undefined) return;
    const descendants = Number.parseInt(text.slice(text.indexOf(' ') + 1), 10);
    // The cgroup itself is no descendant of its own.
    if (descendants !== this.#procs.size - 1 + this.#emptyChildren) {
      this.#appendStrays(this.#directory, '', listing);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const descriptor of this.#procs.values()) closeSync(descriptor);
    closeSync(this.#stat);
  }

  #procsOf = (leaf: string): string => `${this.#directory}/${leaf === '' ? '' : `${leaf}/`}cgroup.procs`;

  #appendStrays(directory: string, relative: string, listing: Listing): void {
    for (const entry of unlessGone(() => readdirSync(directory, { withFileTypes: true })) ?? []) {
      if (!entry.isDirectory()) continue;
      const child = `${directory}/${entry.name}`;
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (!this.#procs.has(name)) {
        appendFile(`${child}/cgroup.procs`, listing);
        endPart(listing, name.split('/', 1)[0] ?? '');
      }
      this.#appendStrays(child, name, listing);
    }
  }
}

/** So that listings that tell the same PIDs of other leaves differ in their bytes as well. */
function endPart(listing: Listing, leaf: string): void {
  makeRoom(listing);
  listing.bytes[listing.length++] = lineEnd;
  listing.parts.push({ leaf, end: listing.length });
}

/** All of them or none. */
function openAll(paths: readonly string[]): readonly number[] {
  const descriptors: number[] = [];
  try {
    for (const path of paths) descriptors.push(openSync(path, 'r'));
    return descriptors;
  } catch (error) {
    for (const descriptor of descriptors) closeSync(descriptor);
    throw error;
  }
}

const lineEnd = 0x0a;

/** PIDs in their order; 0, which stands for a process outside our PID namespace, is left out. */
export function parsePids(listing: Pick<Listing, 'bytes' | 'length'>): readonly number[] {
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
