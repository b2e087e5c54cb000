import type { HostEvent } from '../wire/index.js';
import { EventLog, type EventLogBounds } from './event-log.js';

export interface Follower {
  /** A message `events`, as JSON, that goes on where the one before ended. */
  readonly onEvents: (frame: string) => void;
  /** More has happened at once than is remembered. */
  readonly onGap: () => void;
}

/** Numbers what happens, and tells it to all followers at once at the end of each turn of the event loop. */
export class Feed {
  readonly #log: EventLog;
  readonly #followers = new Set<Follower>();
  /** What the followers have been told of. */
  #told = 0;
  #isDue = false;

  constructor(bounds?: EventLogBounds) {
    this.#log = new EventLog(bounds);
  }

  get seq(): number {
    return this.#log.seq;
  }

  emit(event: HostEvent): void {
    this.#log.append(event);
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => this.flush());
  }

  /** Tells what there is now, so that everybody is where `seq` is. */
  flush(): void {
    this.#isDue = false;
    if (this.#told === this.seq) return;
    const frame = this.missedSince(this.#told);
    this.#told = this.seq;
    for (const follower of this.#followers) {
      if (frame === undefined) follower.onGap();
      else follower.onEvents(frame);
    }
  }

  /** Gives the function that ends it. */
  follow(follower: Follower): () => void {
    this.flush();
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** Every event after that one, in one message; undefined where they are not all remembered. */
  missedSince(seq: number): string | undefined {
    const texts = this.#log.after(seq);
    return texts && `{"type":"events","firstSeq":${seq + 1},"events":[${texts.join(',')}]}`;
  }
}
