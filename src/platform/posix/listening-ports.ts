import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ListeningPort, PortReading, ProcessRef, Sample } from '../contract.js';
import type { BootClock } from './boot-clock.js';
import { flatMapChunked } from './chunked.js';
import { inOtherThreads } from './proc-stat.js';
import { findAlive } from './signals.js';
import { parseSockets, type Socket } from './socket-table.js';
import { errnoOf, unlessGone } from './system-error.js';

/** The sockets that somebody can reach, by inode, which no two sockets of a machine share. */
type SocketTable = Map<string, PlacedSocket>;

interface PlacedSocket extends Socket {
  readonly network: string;
}

interface Holder {
  readonly process: ProcessRef;
  readonly socket: PlacedSocket;
}

/** What is read once for a sample. */
interface Tables {
  readonly networks: Set<string>;
  readonly sockets: SocketTable;
}

const tables = [
  ['tcp', 'tcp'],
  ['tcp6', 'tcp'],
  ['udp', 'udp'],
  ['udp6', 'udp'],
] as const;

/**
 * Which ports processes wait at: the sockets of each network namespace, found among the descriptors of its
 * processes. The tables of a namespace are read once a sample, however many blocks it is for.
 */
export class ListeningPorts {
  readonly #clock: BootClock;
  readonly #tables = new WeakMap<Sample, Tables>();

  constructor(clock: BootClock) {
    this.#clock = clock;
  }

  /**
   * The tables come first: a socket in them that nobody holds any more has been closed, not overlooked. Those of the
   * host are among them, as a process may have bound a port before it went to a namespace of its own.
   */
  async of(members: readonly ProcessRef[], sample: Sample = {}): Promise<PortReading> {
    const known = this.#tables.get(sample) ?? { networks: new Set<string>(), sockets: new Map() };
    this.#tables.set(sample, known);
    readTables('/proc/self', known);
    const places = await flatMapChunked(members, (member) => placesOf(member, known));
    const holders = await flatMapChunked(places, (place) => this.#holdersAt(place, known));
    const readable = holders.filter((holder) => holder !== 'denied');
    const isComplete = readable.length === holders.length && !places.some(isDenied);
    return { ports: toPorts(readable, networkOf('/proc/self')), isComplete };
  }

  #holdersAt(place: Place, { sockets }: Tables): readonly (Holder | 'denied')[] {
    if (isDenied(place) || sockets.size === 0) return [];
    const { process, directory } = place;
    const held = unlessDenied(() => heldIn(directory, sockets));
    if (held === 'denied') return ['denied'];
    const isSame = held.length > 0 && typeof findAlive(process, this.#clock) !== 'string';
    return isSame ? held.map((socket) => ({ process, socket })) : [];
  }
}

/** Where a process shows its descriptors and its network: its first thread, or another one where that has ended. */
type Place = 'denied' | { readonly process: ProcessRef; readonly directory: string };

function isDenied(place: Place): place is 'denied' {
  return place === 'denied';
}

function placesOf(process: ProcessRef, known: Tables): readonly Place[] {
  const place = unlessDenied(() => {
    const directory = livingDirectory(process.pid);
    if (directory !== undefined) readTables(directory, known);
    return directory;
  });
  if (place === undefined) return [];
  return [place === 'denied' ? place : { process, directory: place }];
}

/** Undefined where the process has gone. */
function livingDirectory(pid: number): string | undefined {
  const directory = `/proc/${pid}`;
  if (networkOf(directory) !== undefined) return directory;
  return inOtherThreads(pid, (thread) => (networkOf(thread) === undefined ? undefined : thread)).at(0);
}

/** As a process sees its network. Where IPv6 is off, it has no tables. */
function readTables(directory: string, { networks, sockets }: Tables): void {
  const network = networkOf(directory);
  if (network === undefined || networks.has(network)) return;
  const found = tables.flatMap(([file, protocol]) => {
    const text = unlessGone(() => readFileSync(`${directory}/net/${file}`, 'latin1'));
    return text === undefined ? [] : parseSockets(text, protocol);
  });
  if (networkOf(directory) !== network) return;
  networks.add(network);
  for (const socket of found) sockets.set(socket.inode, { ...socket, network });
}

function networkOf(directory: string): string | undefined {
  return unlessGone(() => readlinkSync(`${directory}/ns/net`));
}

function heldIn(directory: string, sockets: SocketTable): readonly PlacedSocket[] {
  const held = new Set<PlacedSocket>();
  for (const descriptor of unlessGone(() => readdirSync(`${directory}/fd`)) ?? []) {
    const target = unlessGone(() => readlinkSync(`${directory}/fd/${descriptor}`));
    const socket = target?.startsWith('socket:[') === true ? sockets.get(target.slice(8, -1)) : undefined;
    if (socket !== undefined) held.add(socket);
  }
  return [...held];
}

function toPorts(holders: readonly Holder[], hostNetwork: string | undefined): readonly ListeningPort[] {
  const ports = new Map<string, ListeningPort>();
  for (const { process, socket } of holders) {
    const { protocol, address, port, network } = socket;
    const key = [network, protocol, address, port].join(' ');
    const processes = ports.get(key)?.processes ?? [];
    // Of a process with several sockets on one port, they come one after the other.
    if (processes.at(-1)?.pid === process.pid) continue;
    ports.set(key, {
      protocol,
      address,
      port,
      network: network === hostNetwork ? 'host' : 'other',
      processes: [...processes, { pid: process.pid, birth: process.birth }],
    });
  }
  return [...ports.values()].toSorted((a, b) => a.port - b.port);
}

/** A process of somebody else, or one that lets nobody look into it. */
function unlessDenied<T>(read: () => T): T | 'denied' {
  try {
    return read();
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'EACCES' || errno === 'EPERM') return 'denied';
    throw error;
  }
}
