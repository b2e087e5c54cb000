import { protocol, tokenProtocolPrefix, webSocketPath } from '../../host/wire/connection.js';

/** Where a host is, and what lets us in where there is no cookie of it. */
export interface HostAddress {
  readonly url: string;
  readonly token: string | undefined;
}

/** What we have of an earlier connection, so that it can go on. */
export interface Resumption {
  readonly instance: string;
  readonly seq: number;
}

/** An address that is none, or of a scheme that no host speaks, is told at once. */
export function checkAddress({ url }: HostAddress): string | undefined {
  if (!URL.canParse(url)) return `not a URL: ${JSON.stringify(url)}`;
  const { protocol: scheme } = new URL(url);
  return ['http:', 'https:'].includes(scheme) ? undefined : `http: or https: expected, not ${scheme}`;
}

export function streamUrl({ url }: HostAddress, resumption: Resumption | undefined): string {
  const stream = new URL(webSocketPath, url);
  stream.protocol = stream.protocol === 'https:' ? 'wss:' : 'ws:';
  if (resumption !== undefined) {
    stream.searchParams.set('since', String(resumption.seq));
    stream.searchParams.set('instance', resumption.instance);
  }
  return stream.href;
}

export function offeredProtocols({ token }: HostAddress): string[] {
  return token === undefined ? [protocol] : [protocol, `${tokenProtocolPrefix}${token}`];
}
