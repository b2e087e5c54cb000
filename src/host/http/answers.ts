import type { ServerResponse } from 'node:http';
import { printableJson } from '../../output/printable.js';
import type { Failure, FailureBody, FailureCode } from '../wire/index.js';

export const statusCodes: Readonly<Record<FailureCode, number>> = {
  'invalid-argument': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'too-large': 413,
  'unsupported-media-type': 415,
  'spawn-failed': 422,
  'rate-limited': 429,
  internal: 500,
  unsupported: 501,
  'read-failed': 503,
  'store-failed': 503,
  unavailable: 503,
};

export interface Content {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

export function answer(response: ServerResponse, content: Content): void {
  const { status = 200, type, body, headers = {} } = content;
  // Somebody who has gone does not read.
  if (response.headersSent || response.destroyed) return;
  const length = Buffer.byteLength(body);
  response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

export function answerJson(response: ServerResponse, value: unknown): void {
  answer(response, { type: 'application/json', body: printableJson(value) });
}

export function answerFailure(
  response: ServerResponse,
  error: Failure,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body: FailureBody = { error };
  answer(response, {
    status: statusCodes[error.code],
    type: 'application/json',
    body: printableJson(body),
    headers: { ...headers, ...(error.code === 'unauthorized' && { 'WWW-Authenticate': 'Bearer' }) },
  });
}
