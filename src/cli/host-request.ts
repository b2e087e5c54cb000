import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request, type RequestOptions } from 'node:http';
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
export const longestAnswerMs = 30_000;

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
    certificate === undefined ? request(url, options) : await requestWith(certificate, url, options);
  sent.end(body);
  return read(await answerOf(sent));
}

/** What TLS needs is loaded with it: most hosts are asked without. */
async function requestWith(
  certificate: string,
  url: string,
  options: RequestOptions,
): Promise<ClientRequest> {
  const [https, { onlyWith }] = await Promise.all([import('node:https'), import('./host-tls.js')]);
  return https.request(url, { ...options, ...onlyWith(certificate) });
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
