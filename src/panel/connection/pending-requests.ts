import type { Failure } from '../../host/wire/failure.js';

/** What an operation that was not a success ends with. */
class RequestError extends Error {
  /** `connection-lost`: whether the host has acted on it is not known. */
  readonly code: Failure['code'] | 'connection-lost' | 'not-connected';

  constructor(code: RequestError['code'], message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}

interface Response {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: Failure | undefined;
}

/** Requests on their way, each answered once, in any order. */
export class PendingRequests {
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  get size(): number {
    return this.#waiting.size;
  }

  begin(): { readonly id: number; readonly answer: Promise<unknown> } {
    this.#lastId += 1;
    const deferred = withResolvers();
    this.#waiting.set(this.#lastId, deferred);
    return { id: this.#lastId, answer: deferred.promise };
  }

  settle({ id, result, error }: Response): void {
    const deferred = this.#waiting.get(id);
    if (deferred === undefined) return;
    this.#waiting.delete(id);
    if (error === undefined) deferred.resolve(result);
    else deferred.reject(new RequestError(error.code, error.message));
  }

  /** A cut connection answers nothing any more. */
  abandon(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    const message = 'The connection was lost before the answer came.';
    for (const deferred of waiting) deferred.reject(new RequestError('connection-lost', message));
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: Error) => void;
}

function withResolvers(): PromiseWithResolvers<unknown> {
  let resolve: (value: unknown) => void = nothing;
  let reject: (reason: Error) => void = nothing;
  const promise = new Promise<unknown>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

function nothing(): void {
  // Replaced before anybody can call it.
}
