import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { ListeningPort, ProcessRef, Sample } from '../contract.js';
import type { BootClock } from './boot-clock.js';
import { flatMapPaced } from './paced.js';
import { findAlive } from './signals.js';
import { parseSockets, type Socket } from './socket-table.js';
import { errnoOf, unlessGone } from './system-error.js';

/** The sockets of one network namespace that somebody can reach, by inode. */
type SocketTable = ReadonlyMap<string, Socket>;

interface Holder {
  readonly process: ProcessRef;
  readonly network: string;
  readonly socket: Socket;
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
  readonly #tables = new WeakMap<Sample, Map<string, SocketTable>>();

  constructor(clock: BootClock) {
    this.#clock = clock;
  }

  /** Undefined where the descriptors of one of them may not be read: its ports would be missing. */
  async of(
    members: readonly ProcessRef[],
    sample: Sample = {},
  ): Promise<readonly ListeningPort[] | undefined> {
    const known = this.#tables.get(sample) ?? new Map<string, SocketTable>();
    this.#tables.set(sample, known);
    try {
      const holders = await flatMapPaced(members, (member) => this.#socketsOf(member, known));
      return toPorts(holders, networkOf('self'));
    } catch (error) {
      if (isDenied(error)) return undefined;
      throw error;
    }
  }

  /** The table comes first: a socket in it that nobody holds any more has been closed, not overlooked. */
  #socketsOf(process: ProcessRef, known: Map<string, SocketTable>): readonly Holder[] {
    const network = networkOf(process.pid);
    if (network === undefined) return [];
    const table = known.get(network) ?? readTable(process.pid, network);
    if (table === undefined) return [];
    known.set(network, table);
    const sockets = table.size === 0 ? [] : heldBy(process.pid, table);
    const isSame = sockets.length > 0 && typeof findAlive(process, this.#clock) !== 'string';
    return isSame ? sockets.map((socket) => ({ process, network, socket })) : [];
  }
}

/** As a process sees its network; undefined when it has gone meanwhile. Where IPv6 is off, it has no tables. */
function readTable(pid: number, network: string): SocketTable | undefined {
  const sockets = tables.flatMap(([file, protocol]) => {
    const text = unlessGone(() => readFileSync(`/proc/${pid}/net/${file}`, 'latin1'));
    return text === undefined ? [] : parseSockets(text, protocol);
  });
  if (networkOf(pid) !== network) return undefined;
  return new Map(sockets.map((socket) => [socket.inode, socket]));
}

function networkOf(pid: number | 'self'): string | undefined {
  return unlessGone(() => readlinkSync(`/proc/${pid}/ns/net`));
}

function heldBy(pid: number, table: SocketTable): readonly Socket[] {
  const held = new Set<Socket>();
  for (const descriptor of unlessGone(() => readdirSync(`/proc/${pid}/fd`)) ?? []) {
    const target = unlessGone(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`));
    const socket = target?.startsWith('socket:[') === true ? table.get(target.slice(8, -1)) : undefined;
    if (socket !== undefined) held.add(socket);
  }
  return [...held];
}

function toPorts(holders: readonly Holder[], hostNetwork: string | undefined): readonly ListeningPort[] {
  const ports = new Map<string, ListeningPort>();
  for (const { process, network, socket } of holders) {
    const { protocol, address, port } = socket;
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

function isDenied(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === 'EACCES' || errno === 'EPERM';
}
