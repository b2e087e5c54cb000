import type { HostEvent } from '../wire/index.js';

export interface EventLogBounds {
  /** Default 10,000. */
  readonly events?: number;
  /** In UTF-16 units, default 8,388,608. */
  readonly size?: number;
}

/** The latest events, each as the JSON that every client gets. The oldest go first, a good part at a time. */
export class EventLog {
  readonly #mostEvents: number;
  readonly #mostSize: number;
  readonly #texts: string[] = [];
  #size = 0;
  #seq = 0;

  constructor({ events = 10_000, size = 8_388_608 }: EventLogBounds = {}) {
    this.#mostEvents = events;
    this.#mostSize = size;
  }

  /** Of the last event; 0 before the first. */
  get seq(): number {
    return this.#seq;
  }

  append(event: HostEvent): void {
    const text = JSON.stringify(event);
    this.#texts.push(text);
    this.#size += text.length;
    this.#seq++;
    if (this.#texts.length > this.#mostEvents || this.#size > this.#mostSize) this.#dropOldest();
  }

  /** Every event after that one; undefined where one of them is gone or `seq` was never reached. */
  after(seq: number): readonly string[] | undefined {
    const first = this.#seq - this.#texts.length;
    return seq < first || seq > this.#seq ? undefined : this.#texts.slice(seq - first);
  }

  /** To an eighth below the bounds, so that it does not cost a copy each time. */
  #dropOldest(): void {
    const leastDropped = Math.ceil(this.#mostEvents / 8);
    const size = this.#mostSize - Math.ceil(this.#mostSize / 8);
    let count = 0;
    while (count < this.#texts.length && (count < leastDropped || this.#size > size)) {
      this.#size -= this.#texts[count]?.length ?? 0;
      count++;
    }
    this.#texts.splice(0, count);
  }
}
