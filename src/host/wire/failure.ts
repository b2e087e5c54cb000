import * as v from 'valibot';
import { shape } from './shape.js';

export const failureCodes = [
  'invalid-argument',
  'unauthorized',
  'forbidden',
  'not-found',
  'method-not-allowed',
  'conflict',
  'too-large',
  'unsupported-media-type',
  'rate-limited',
  'spawn-failed',
  'read-failed',
  'store-failed',
  'internal',
  'unsupported',
  'unavailable',
] as const;

/**
 * `conflict`: the state does not allow it, e.g. the pane is closing. `spawn-failed`: the command could not be started.
 * `unsupported`: this machine cannot do it. `unavailable`: switched off in this host, e.g. the store.
 */
export const failureCode = v.picklist(failureCodes);
export type FailureCode = v.InferOutput<typeof failureCode>;

export const failure = shape({ code: failureCode, message: v.string() });
export type Failure = v.InferOutput<typeof failure>;

/** The body of every answer that is not a success. */
export const failureBody = shape({ error: failure });
export type FailureBody = v.InferOutput<typeof failureBody>;
