import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';

const loopbackNames = ['localhost', '127.0.0.1', '::1'];

export function isLoopback(address: string): boolean {
  return loopbackNames.includes(address);
}

const everywhere = new Set(['0.0.0.0', '::']);

export interface NamedHost {
  /** As it was told to listen. */
  readonly address: string;
  /** PEM. Whatever name it is good for is a name of this host. */
  readonly certificate: string | Buffer | undefined;
}

/**
 * Tells the names under which this host answers. A page of a foreign name that its owner has made to point here (DNS
 * rebinding) is told by the name in the browser's Host header.
 */
export function nameCheck({ address, certificate }: NamedHost): (name: string) => boolean {
  const names = new Set([...loopbackNames, address.toLowerCase()]);
  const parsed = certificate === undefined ? undefined : new X509Certificate(certificate);
  return (name) => {
    if (names.has(name)) return true;
    if (parsed === undefined) return false;
    return (isIP(name) === 0 ? parsed.checkHost(name) : parsed.checkIP(name)) !== undefined;
  };
}

/** What a browser on this machine or another calls it. */
export function publicName({ address, certificate }: NamedHost): string {
  if (!everywhere.has(address) || certificate === undefined) return address;
  const names = new X509Certificate(certificate).subjectAltName ?? '';
  return /DNS:([^*,\s"]+)/.exec(names)?.[1] ?? 'localhost';
}

/** Of a Host header, in lower case, without its port and without the brackets of IPv6. */
export function nameIn(header: string | undefined): string | undefined {
  const match = /^(?:\[([\da-f:.]+)\]|([^\s:/@[\]]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
