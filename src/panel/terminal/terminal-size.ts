import type { Pane } from '../../host/wire/pane.js';

export type NumberedSize = Pick<Pane, 'generation' | 'resizes' | 'cols' | 'rows'>;

/**
 * The size of a terminal: the newest that the host has told, by an event or with a screen, in whatever order they arrive.
 * A screen is written at the size it was read at, which may be an older one.
 */
export class TerminalSize {
  readonly #apply: (size: NumberedSize) => void;
  #newest: NumberedSize | undefined;
  #isScreenWritten = false;

  constructor(apply: (size: NumberedSize) => void) {
    this.#apply = apply;
  }

  get newest(): NumberedSize | undefined {
    return this.#newest;
  }

  tell(size: NumberedSize): void {
    if (this.#newest !== undefined && isOlder(size, this.#newest)) return;
    this.#newest = size;
    if (!this.#isScreenWritten) this.#apply(size);
  }

  beginScreen(size: NumberedSize): void {
    this.#isScreenWritten = true;
    this.#apply(size);
    this.tell(size);
  }

  endScreen(): void {
    this.#isScreenWritten = false;
    if (this.#newest !== undefined) this.#apply(this.#newest);
  }
}

/** A pane that was opened again counts from the beginning. */
function isOlder(one: NumberedSize, other: NumberedSize): boolean {
  return one.generation === other.generation
    ? one.resizes < other.resizes
    : one.generation < other.generation;
}
