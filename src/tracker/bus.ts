import mitt from 'mitt';
import type { TrackerEvents } from './events.js';
import { callGuarded } from './guarded-call.js';

/** What panetree asks of a caller's emitter; mitt's fits. */
export interface Bus {
  on(type: string, handler: (event: unknown) => void): void;
  off(type: string, handler: (event: unknown) => void): void;
  emit(type: string, event: unknown): void;
}

/**
 * Tells listeners. One that throws stops neither the others nor the caller: its error becomes a process
 * warning. The caller's own bus gets every event after them; how its listeners share a throw is its affair.
 */
export class EventBus {
  readonly #emitter = mitt<TrackerEvents>();
  readonly #external: Bus | undefined;
  #listeners = 0;

  constructor(external: Bus | undefined) {
    this.#external = external;
  }

  get listeners(): number {
    return this.#listeners;
  }

  on<K extends keyof TrackerEvents>(type: K, listener: (event: TrackerEvents[K]) => void): () => void {
    const guarded = (event: TrackerEvents[K]) => callGuarded(type, () => listener(event));
    this.#emitter.on(type, guarded);
    this.#listeners++;
    let isOn = true;
    return () => {
      if (!isOn) return;
      isOn = false;
      this.#listeners--;
      this.#emitter.off(type, guarded);
    };
  }

  emit<K extends keyof TrackerEvents>(type: K, event: TrackerEvents[K]): void {
    this.#emitter.emit(type, event);
    callGuarded(type, () => this.#external?.emit(type, event));
  }
}
