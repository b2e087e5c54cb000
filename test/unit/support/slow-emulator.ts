import type { NumberedScreen } from '../../../src/host/screens/remote-screen.js';

/** Shows what was written to it, once it is let. */
export class SlowEmulator {
  scrollback = 0;
  readonly asked: number[] = [];
  readonly log: string[] = [];
  #shown = '';
  #isHeld = false;
  #waiting: (() => void)[] = [];

  hold(): void {
    this.#isHeld = true;
  }

  /** In order: what comes meanwhile comes last. */
  release(): void {
    for (let act = this.#waiting.shift(); act !== undefined; act = this.#waiting.shift()) act();
    this.#isHeld = false;
  }

  write(data: string, onShown: (size: number) => void): void {
    this.log.push(data);
    this.#act(() => {
      this.#shown = `${this.#shown}${data}`.slice(-100);
      onShown(data.length);
    });
  }

  resize(cols: number, rows: number): void {
    this.log.push(`${cols}x${rows}`);
  }

  read(mostScrollback: number): Promise<NumberedScreen> {
    this.asked.push(mostScrollback);
    const missingRows = Math.max(0, this.scrollback - mostScrollback);
    return new Promise((resolve) => {
      this.#act(() => resolve({ cols: 80, rows: 24, resizes: 0, data: this.#shown, missingRows }));
    });
  }

  #act(act: () => void): void {
    if (this.#isHeld) this.#waiting.push(act);
    else act();
  }
}
