/** How a part of a session says what it finds. */
export interface DegradationReports {
  /** A promise of the session is lost. */
  readonly report: (reason: string) => void;
  /** Something works less well, and the promises hold. */
  readonly note: (reason: string) => void;
}

/** What a session has lost of what it promised, and what else a user should know, kept until somebody listens. */
export class Degradations {
  readonly #unheard: string[] = [];
  readonly #noted = new Set<string>();
  #hear: ((reason: string) => void) | undefined;

  /** The promises that were lost before anybody listened. */
  get lostUnheard(): readonly string[] {
    return this.#unheard.filter((reason) => !this.#noted.has(reason));
  }

  tell(reason: string): void {
    if (this.#hear === undefined) this.#unheard.push(reason);
    else this.#hear(reason);
  }

  /** Something works less well, and all that was promised holds. Said once, however often it is found. */
  note(reason: string): void {
    if (this.#noted.has(reason)) return;
    this.#noted.add(reason);
    this.tell(reason);
  }

  /** Tells first what was lost before. */
  onDegradation(listener: (reason: string) => void): void {
    this.#hear = listener;
    for (const reason of this.#unheard.splice(0)) listener(reason);
  }
}
