import type { Container } from '../platform/contract.js';
import type { BlockScope } from './block-scope.js';
import type { EventBus } from './bus.js';

/** The freeze state of a block: changes it, and emits each change once. */
export class FreezeState {
  readonly #bus: EventBus;
  readonly #scope: BlockScope;
  #isFrozen = false;
  #isClosed = false;
  #turns: Promise<unknown> = Promise.resolve();

  constructor(bus: EventBus, scope: BlockScope) {
    this.#bus = bus;
    this.#scope = scope;
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  freeze(container: Container): Promise<void> {
    return this.#change(container, () => container.freeze());
  }

  thaw(container: Container): Promise<void> {
    return this.#change(container, () => container.thaw());
  }

  /** Follows the container, which can lose the state by itself. */
  follow({ isFrozen }: Pick<Container, 'isFrozen'>): void {
    if (!this.#isClosed) this.#set(isFrozen);
  }

  /** The block is gone, and no event follows. */
  close(): void {
    this.#set(false);
    this.#isClosed = true;
  }

  /** One after the other: a change that overlaps another one would be read with that one's outcome. */
  #change(container: Container, act: () => Promise<void>): Promise<void> {
    const turn = this.#turns.then(act).finally(() => this.follow(container));
    this.#turns = turn.catch(() => undefined);
    return turn;
  }

  #set(isFrozen: boolean): void {
    if (isFrozen === this.#isFrozen) return;
    this.#isFrozen = isFrozen;
    this.#bus.emit('frozen-changed', { ...this.#scope, isFrozen });
  }
}
