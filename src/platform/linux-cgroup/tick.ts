import type { PidCursor, PidMark } from '../posix/pid-cursor.js';

/** What the containers of a session share during one tick. */
export class CgroupTick {
  readonly #cursor: PidCursor;
  /** Whether this tick also looks for members that live elsewhere. */
  readonly searchesStrays: boolean;
  /** The container whose turn it is in the slow rotation. */
  readonly rotating: object | undefined;
  #mark: PidMark | undefined;

  constructor(
    cursor: PidCursor,
    { rotating, searchesStrays }: Pick<CgroupTick, 'rotating' | 'searchesStrays'>,
  ) {
    this.#cursor = cursor;
    this.searchesStrays = searchesStrays;
    this.rotating = rotating;
  }

  /** Read by the first block that asks, so that a failure is told as that block's. */
  get mark(): PidMark {
    this.#mark ??= this.#cursor.read();
    return this.#mark;
  }
}
