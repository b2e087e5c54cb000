import { StoreError } from '../tracker/errors.js';
import type { Problem } from './protocol.js';

type Listener = (error: StoreError) => void;

/** What is kept for the first listener. */
const mostUnheard = 100;

/** Tells errors to whoever listens; those that come before anybody does wait for the first. */
export class ErrorChannel {
  readonly #listeners = new Set<Listener>();
  readonly #unheard: StoreError[] = [];

  on(listener: Listener): () => void {
    // A function of its own, so that one listener may be given twice.
    const own: Listener = (error) => listener(error);
    this.#listeners.add(own);
    for (const error of this.#unheard.splice(0)) tell(own, error);
    return () => void this.#listeners.delete(own);
  }

  emit(error: StoreError): void {
    for (const listener of this.#listeners) tell(listener, error);
    if (this.#listeners.size === 0 && this.#unheard.length < mostUnheard) this.#unheard.push(error);
  }
}

export function toStoreError({ code, message, cause, setAsideAt }: Problem, path: string): StoreError {
  const details = cause === undefined ? {} : { cause: new Error(cause) };
  return new StoreError(code, message, { ...details, path, setAsideAt });
}

function tell(listener: Listener, error: StoreError): void {
  try {
    listener(error);
  } catch (thrown) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    process.emitWarning(`a listener of the store threw: ${text}`, 'PanetreeListenerWarning');
  }
}
