/** What a session has lost of what it promised, kept until somebody listens. */
export class Losses {
  readonly #unheard: string[] = [];
  #hear: ((reason: string) => void) | undefined;

  get unheard(): readonly string[] {
    return this.#unheard;
  }

  tell(reason: string): void {
    if (this.#hear === undefined) this.#unheard.push(reason);
    else this.#hear(reason);
  }

  /** Tells first what was lost before. */
  onLoss(listener: (reason: string) => void): void {
    this.#hear = listener;
    for (const reason of this.#unheard.splice(0)) listener(reason);
  }
}
