import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { HistoryEntry, HistoryQuery } from '../../host/wire/history.js';
import { type PastProcess, pastProcesses } from './past-processes.js';

/** `cut`: there was more than is read, and what ended before `from` is left out. */
export type PastStatus =
  | { readonly kind: 'unread' }
  | { readonly kind: 'whole' }
  | { readonly kind: 'cut'; readonly from: number }
  | { readonly kind: 'failed'; readonly reason: string };

export interface Past {
  readonly status: PastStatus;
  readonly processes: readonly PastProcess[];
}

/** What a host gives at once. */
const pageLength = 1000;
const mostPages = 10;

const unread: Past = { status: { kind: 'unread' }, processes: [] };

type Ask = (query: HistoryQuery) => Promise<readonly HistoryEntry[]>;

/** What ended before this page looked, as the store of the host has it. */
export class PastReader {
  readonly #ask: Ask;
  readonly #past: Signal<Past> = signal(unread);
  #instance: string | undefined;
  #reading = 0;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  get past(): ReadonlySignal<Past> {
    return this.#past;
  }

  /** Back to that moment. A later call makes an earlier one that is still on its way void; another host, all of it. */
  async read(instance: string, since: number): Promise<void> {
    if (instance !== this.#instance) this.forget();
    this.#instance = instance;
    this.#reading += 1;
    const reading = this.#reading;
    const past = await this.#pastSince(since);
    if (reading === this.#reading) this.#past.value = past;
  }

  forget(): void {
    this.#reading += 1;
    this.#past.value = unread;
  }

  async #pastSince(since: number): Promise<Past> {
    try {
      const { entries, status } = await this.#entriesSince(since);
      return { status, processes: pastProcesses(entries.filter(({ at }) => at >= since)) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { status: { kind: 'failed', reason }, processes: this.#past.value.processes };
    }
  }

  async #entriesSince(
    since: number,
  ): Promise<{ readonly entries: readonly HistoryEntry[]; readonly status: PastStatus }> {
    const entries: HistoryEntry[] = [];
    for (let page = 0; page < mostPages; page += 1) {
      const before = entries.at(-1)?.id;
      const read = await this.#ask({ limit: pageLength, ...(before === undefined ? {} : { before }) });
      entries.push(...read);
      const isBack = (read.at(-1)?.at ?? 0) < since;
      if (isBack || read.length < pageLength) return { entries, status: { kind: 'whole' } };
    }
    return { entries, status: { kind: 'cut', from: entries.at(-1)?.at ?? since } };
  }
}
