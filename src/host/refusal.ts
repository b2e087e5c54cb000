import { InvalidArgumentError, SpawnError, StoreError, TrackerError } from '../index.js';
import type { Failure, FailureCode } from './wire/index.js';

/** Why the host does not do what it was asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function notLetIn(): Refusal {
  return new Refusal('unauthorized', 'this needs the token of the host, or a session');
}

/** As it is told to a client. Nothing but its code of what nobody expected: that may name what is not theirs. */
export function failureOf(error: unknown): Failure {
  const code = codeOf(error);
  if (code === 'internal' || !(error instanceof Error)) {
    return { code: 'internal', message: 'the host has failed at this; its standard error tells more' };
  }
  return { code, message: error.message };
}

function codeOf(error: unknown): FailureCode {
  if (error instanceof Refusal) return error.code;
  if (error instanceof InvalidArgumentError) return 'invalid-argument';
  if (error instanceof SpawnError) return 'spawn-failed';
  if (error instanceof StoreError) return 'store-failed';
  return error instanceof TrackerError ? codeOfTracker(error.code) : 'internal';
}

function codeOfTracker(code: TrackerError['code']): FailureCode {
  const codes: Readonly<Partial<Record<TrackerError['code'], FailureCode>>> = {
    closed: 'conflict',
    'read-failed': 'read-failed',
    unsupported: 'unsupported',
    'backend-unavailable': 'unavailable',
  };
  return codes[code] ?? 'internal';
}
