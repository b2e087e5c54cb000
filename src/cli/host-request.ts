import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type ConnectionOptions, type PeerCertificate, rootCertificates } from 'node:tls';
import type { HostState } from './host-state.js';

export interface HostAnswer {
  readonly status: number;
  readonly body: string;
}

export interface HostQuestion {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  /** Default 30 seconds. */
  readonly withinMs?: number | undefined;
}

/** Longer than any operation takes by default. */
const longestAnswerMs = 30_000;

/** One request to a host that was found. Rejects with the error of node:net where nobody listens, or nobody answers. */
export async function askHost(
  { url, token, certificate }: HostState,
  { method, path, body, withinMs = longestAnswerMs }: HostQuestion,
): Promise<HostAnswer> {
  const headers = {
    Authorization: `Bearer ${token}`,
    ...(body !== undefined && {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    }),
  };
  // The path as it is: as a part of a URL, `.` and `..` would be tidied away, and a block may be called so.
  const options = { method, path, headers, signal: AbortSignal.timeout(withinMs) };
  const sent =
    certificate === undefined
      ? requestHttp(url, options)
      : requestHttps(url, { ...options, ...onlyWith(certificate) });
  sent.end(body);
  return read(await answerOf(sent));
}

/** The certificate is known, so that it does not matter under which name the host is reached. */
export function onlyWith(certificate: string): Pick<ConnectionOptions, 'ca' | 'checkServerIdentity'> {
  const { fingerprint256 } = new X509Certificate(certificate);
  return {
    ca: [...rootCertificates, certificate],
    checkServerIdentity: (_name: string, peer: PeerCertificate) =>
      peer.fingerprint256 === fingerprint256
        ? undefined
        : new Error('this is not the certificate of the host'),
  };
}

async function answerOf(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
  });
}

async function read(answer: IncomingMessage): Promise<HostAnswer> {
  const chunks: Buffer[] = [];
  answer.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(answer, 'end');
  return { status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}
