import type { Tick } from '../contract.js';
import type { PidMark } from '../posix/pid-cursor.js';
import type { ProcSource } from './look.js';

/** What the containers of a session share during one tick. */
export class CgroupTick {
  readonly #proc: ProcSource;
  /** Whether this tick also looks for members that live elsewhere. */
  readonly searchesEscapees: boolean;
  /** The container whose turn it is in the slow rotation. */
  readonly rotating: object | undefined;
  #mark: PidMark | undefined;
  #bootedAt: number | undefined;

  /** A look outside of any tick is one of its own. */
  static of(tick: Tick | undefined, proc: ProcSource): CgroupTick {
    if (tick instanceof CgroupTick) return tick;
    return new CgroupTick(proc, { rotating: undefined, searchesEscapees: false });
  }

  constructor(
    proc: ProcSource,
    { rotating, searchesEscapees }: Pick<CgroupTick, 'rotating' | 'searchesEscapees'>,
  ) {
    this.#proc = proc;
    this.searchesEscapees = searchesEscapees;
    this.rotating = rotating;
  }

  /** Read by the first block that asks, so that a failure is told as that block's. */
  get mark(): PidMark {
    this.#mark ??= this.#proc.cursor.read();
    return this.#mark;
  }

  get bootedAt(): number {
    this.#bootedAt ??= this.#proc.clock.bootedAt;
    return this.#bootedAt;
  }
}
