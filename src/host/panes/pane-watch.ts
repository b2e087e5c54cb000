import { outputWindow, type Screen } from '../wire/index.js';

/** Somebody who is shown what a pane prints. */
export interface Watcher {
  readonly onScreen: (screen: Screen) => void;
  readonly onOutput: (offset: number, data: string) => void;
  /** What the screen showed is gone. */
  readonly onLost: (error: Error) => void;
}

/**
 * `waiting`: gets the screen next. `asked`: the screen is on its way, and what comes after it is held. `current`: gets
 * what comes. `behind`: has more on its way than the window holds, and gets the screen when that has arrived. `ended`:
 * is no watcher any more.
 */
export type WatchState = 'waiting' | 'asked' | 'current' | 'behind' | 'ended';

/** What one watcher has been shown, and how far it has come. */
export class PaneWatch {
  readonly #watcher: Watcher;
  #state: WatchState = 'waiting';
  #sentOffset = 0;
  #seenOffset = 0;
  #held: string[] = [];
  /** Its screen left out some of the scrollback, which is to follow. */
  #lacksRows = false;

  constructor(watcher: Watcher) {
    this.#watcher = watcher;
  }

  get state(): WatchState {
    return this.#state;
  }

  get hasRoom(): boolean {
    return this.#sentOffset - this.#seenOffset < outputWindow;
  }

  /** Shown all there is, but for rows of the scrollback. */
  get awaitsRows(): boolean {
    return this.#state === 'current' && this.#lacksRows && this.#seenOffset === this.#sentOffset;
  }

  get lacksRows(): boolean {
    return this.#lacksRows;
  }

  asked(): void {
    this.#state = 'asked';
    this.#held = [];
  }

  /** `isLast`: no fuller one is to follow. */
  show(screen: Screen, { isLast }: { readonly isLast: boolean }): void {
    if (this.#state !== 'asked') return;
    const held = this.#held.join('');
    this.#held = [];
    this.#state = 'current';
    this.#sentOffset = screen.offset;
    this.#seenOffset = screen.offset;
    this.#lacksRows = !isLast && (screen.missingRows ?? 0) > 0;
    this.#watcher.onScreen(screen);
    if (held !== '') this.pass(screen.offset, held);
  }

  pass(from: number, data: string): void {
    if (this.#state === 'asked') this.#held.push(data);
    this.fallBehindIfFull();
    if (this.#state !== 'current') return;
    this.#sentOffset = from + data.length;
    this.#watcher.onOutput(from, data);
  }

  fallBehindIfFull(): void {
    if (this.#state === 'current' && !this.hasRoom) this.#state = 'behind';
  }

  seen(offset: number): void {
    this.#seenOffset = Math.max(this.#seenOffset, Math.min(offset, this.#sentOffset));
    if (this.#state === 'behind' && this.#seenOffset === this.#sentOffset) this.#state = 'waiting';
  }

  end(): void {
    this.#state = 'ended';
  }

  lost(error: Error): void {
    this.#watcher.onLost(error);
  }
}
