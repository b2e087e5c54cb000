import { type ReadonlySignal, type Signal, signal } from '@preact/signals';

export interface Notice {
  readonly id: number;
  readonly tone: 'good' | 'warning' | 'bad';
  readonly text: string;
}

const longestList = 4;
const shownMs = 6000;
/** What went wrong has to be read, not caught. */
const shownWrongMs = 15_000;

/** Short messages that go away by themselves. */
export class Notices {
  readonly #list: Signal<readonly Notice[]> = signal([]);
  #lastId = 0;

  get list(): ReadonlySignal<readonly Notice[]> {
    return this.#list;
  }

  tell(tone: Notice['tone'], text: string): void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#list.value = [...this.#list.value, { id, tone, text }].slice(-longestList);
    setTimeout(() => this.dismiss(id), tone === 'good' ? shownMs : shownWrongMs);
  }

  dismiss(id: number): void {
    this.#list.value = this.#list.value.filter((notice) => notice.id !== id);
  }
}
