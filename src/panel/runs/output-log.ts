import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Failure } from '../../host/wire/failure.js';
import type { RunSink } from '../connection/watches.js';
import { bytes } from '../views/formatters.js';
import { PlainText } from './plain-text.js';

export interface LogState {
  readonly text: string;
  readonly end: 'open' | 'ended';
  readonly failure: string | undefined;
}

/** What is kept of the output of a run that is looked at, in UTF-16 units. */
const longestLog = 200_000;

/** The output of one run as text. */
export class OutputLog implements RunSink {
  readonly #state: Signal<LogState> = signal(fresh);
  #plain = new PlainText();

  get state(): ReadonlySignal<LogState> {
    return this.#state;
  }

  onRestart(): void {
    this.#plain = new PlainText();
    this.#state.value = fresh;
  }

  onOutput(data: string, missedBytes: number): void {
    const gap = missedBytes === 0 ? '' : `\n[${bytes(missedBytes)} not kept]\n`;
    const text = `${this.#state.value.text}${gap}${this.#plain.add(data)}`.slice(-longestLog);
    this.#state.value = { ...this.#state.value, text };
  }

  onEnded(): void {
    this.#state.value = { ...this.#state.value, end: 'ended' };
  }

  onProblem({ message }: Failure): void {
    this.#state.value = { ...this.#state.value, failure: message };
  }
}

const fresh: LogState = { text: '', end: 'open', failure: undefined };
