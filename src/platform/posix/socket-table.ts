import { endianness } from 'node:os';
import type { ListeningPort } from '../contract.js';

type Protocol = ListeningPort['protocol'];

export interface Socket extends Pick<ListeningPort, 'protocol' | 'address' | 'port'> {
  readonly inode: string;
}

/** TCP_LISTEN, and TCP_CLOSE, in which a UDP socket is that is bound and not connected (net/tcp_states.h). */
const waiting: Readonly<Record<Protocol, string>> = { tcp: '0A', udp: '07' };

/** The sockets of one of `/proc/net/{tcp,tcp6,udp,udp6}` that somebody can reach, see proc_net(5). */
export function parseSockets(text: string, protocol: Protocol): readonly Socket[] {
  return text.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    if (state !== waiting[protocol] || inode === undefined) return [];
    const [address = '', port = ''] = local.split(':');
    return [{ protocol, address: parseAddress(address), port: Number.parseInt(port, 16), inode }];
  });
}

/** Of an IPv6 socket that is bound to an IPv4 address. */
const mappedPrefix = Buffer.from('00000000000000000000ffff', 'hex');

/** Each 32-bit word stands as the machine reads its bytes, which are in network order. */
export function parseAddress(hex: string, order: 'LE' | 'BE' = endianness()): string {
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) => {
    const four = Buffer.from(word, 'hex');
    return Array.from(order === 'LE' ? four.toReversed() : four);
  });
  return bytes.length === 4 ? bytes.join('.') : toIpv6(Buffer.from(bytes));
}

/** In the short form of RFC 5952, which the URL parser writes, with an IPv4 address in dots. */
function toIpv6(bytes: Buffer): string {
  if (bytes.subarray(0, mappedPrefix.length).equals(mappedPrefix)) {
    return `::ffff:${bytes.subarray(mappedPrefix.length).join('.')}`;
  }
  const groups = bytes.toString('hex').match(/.{4}/g) ?? [];
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
