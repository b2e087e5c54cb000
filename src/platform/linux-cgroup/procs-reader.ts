import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { readHeld } from '../posix/read-file.js';
import { unlessGone } from '../posix/system-error.js';
import { saysNoProcess } from './errnos.js';

/** Grows to what the largest pane needs; shared, because one listing is read and parsed without a pause. */
let shared = Buffer.allocUnsafe(65_536);

/** What the kernel returns at most for one read of a seq file, with room to spare. */
const roomForOneRead = 8192;

/** A growing run of bytes in the shared buffer, valid until the next listing is read. */
export interface Listing {
  bytes: Buffer;
  length: number;
}

export function emptyListing(): Listing {
  return { bytes: shared, length: 0 };
}

/**
 * Reads `cgroup.procs` of a cgroup and of everything below it through descriptors held open: a pread at
 * offset 0 gives a fresh listing. Members may make sub-cgroups of their own; `nr_descendants` tells for about
 * 2 µs whether there are any besides the known ones, so that the directories are walked only then.
 */
export class ProcsReader {
  readonly #directory: string;
  readonly #known: readonly string[];
  readonly #procs: readonly number[];
  readonly #stat: number;
  readonly #emptyChildren: number;
  #isClosed = false;

  /** `leaves` may hold processes; `emptyChildren` counts the sub-directories that never do. */
  constructor(directory: string, leaves: readonly string[], emptyChildren: number) {
    this.#directory = directory;
    this.#known = leaves;
    this.#emptyChildren = emptyChildren;
    const files = [
      'cgroup.stat',
      ...['', ...leaves.map((leaf) => `${leaf}/`)].map((leaf) => `${leaf}cgroup.procs`),
    ];
    const [stat = -1, ...procs] = openAll(files.map((file) => `${directory}/${file}`));
    this.#stat = stat;
    this.#procs = procs;
  }

  /** Appends to the listing one decimal PID a line; unordered, a PID may stand twice. */
  appendTo(listing: Listing): void {
    // The number of a closed descriptor may be another file's by now.
    if (this.#isClosed) throw new Error(`the cgroup ${this.#directory} is not read any more`);
    for (const descriptor of this.#procs) unlessRemoved(() => appendAll(descriptor, listing));
    const text = unlessRemoved(() => readHeld(this.#stat));
    if (text === undefined) return;
    const descendants = Number.parseInt(text.slice(text.indexOf(' ') + 1), 10);
    if (descendants !== this.#known.length + this.#emptyChildren) {
      this.#appendStrays(this.#directory, '', listing);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const descriptor of this.#procs) closeSync(descriptor);
    closeSync(this.#stat);
  }

  #appendStrays(directory: string, relative: string, listing: Listing): void {
    for (const entry of unlessGone(() => readdirSync(directory, { withFileTypes: true })) ?? []) {
      if (!entry.isDirectory()) continue;
      const child = `${directory}/${entry.name}`;
      const name = relative === '' ? entry.name : `${relative}/${entry.name}`;
      if (!this.#known.includes(name)) appendFile(`${child}/cgroup.procs`, listing);
      this.#appendStrays(child, name, listing);
    }
  }
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

/** The PIDs of a listing in its order; 0, which stands for a process outside our PID namespace, is left out. */
export function parsePids(listing: Listing): readonly number[] {
  const pids: number[] = [];
  const { bytes, length } = listing;
  let pid = 0;
  for (let index = 0; index < length; index++) {
    const byte = bytes[index] ?? 0;
    if (byte !== 0x0a) {
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
