/** Whether a block's helper lives, and what its death proves. */
export class HelperLiveness {
  readonly #endsWithHelper: boolean;
  #lost: string | undefined;
  #onCut: ((reason: string) => void) | undefined;

  /** `endsWithHelper`: kill-on-close ends what the jobs hold when their helper dies. */
  constructor(endsWithHelper: boolean) {
    this.#endsWithHelper = endsWithHelper;
  }

  get endsWithHelper(): boolean {
    return this.#endsWithHelper;
  }

  /** Why nobody can be asked any more. */
  get lost(): string | undefined {
    return this.#lost;
  }

  cut(reason: string): void {
    this.#lost = reason;
    this.#onCut?.(reason);
  }

  /** Calls back also where it has been cut already. */
  onCut(listener: (reason: string) => void): void {
    this.#onCut = listener;
    if (this.#lost !== undefined) listener(this.#lost);
  }

  /** Asks the helper; once it is dead, gives what its death proves. Rejects where it proves nothing. */
  async ask<T>(act: () => Promise<T>, proven: T): Promise<T> {
    try {
      if (this.#lost === undefined) return await act();
    } catch (error) {
      if (this.#lost === undefined) throw error;
    }
    if (this.#endsWithHelper) return proven;
    throw new Error(`what is left of the block cannot be told: ${this.#lost}`);
  }
}
