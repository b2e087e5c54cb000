import type { ContainerUsage, LimitListener, Limits, PortReading, ProcessRef, Sample } from '../contract.js';
import type { BootClock } from '../posix/boot-clock.js';
import type { ListeningPorts } from '../posix/listening-ports.js';
import type { Controllers } from './controllers.js';
import { PaneLimits } from './pane-limits.js';
import { readUsage } from './usage.js';

/** What the panes of a session share. */
export interface ResourceReaders {
  readonly clock: BootClock;
  readonly controllers: Controllers;
  readonly listeningPorts: ListeningPorts;
}

/** What one pane takes of the machine, and what it may take. */
export class Resources {
  readonly #readers: ResourceReaders;
  readonly #limits: PaneLimits;

  constructor(pane: string, readers: ResourceReaders) {
    this.#readers = readers;
    this.#limits = new PaneLimits(pane, readers.controllers);
  }

  /** Of the pane or a part of it: what its directories have counted, and each member. */
  async usage(directories: readonly string[], members: readonly ProcessRef[]): Promise<ContainerUsage> {
    return { ...(await readUsage(directories, members, this.#readers.clock)), limits: this.#limits.usage() };
  }

  ports(members: readonly ProcessRef[], sample?: Sample): Promise<PortReading> {
    return this.#readers.listeningPorts.of(members, sample);
  }

  limit(limits: Limits, onEnforced: LimitListener): Promise<void> {
    return this.#limits.set(limits, onEnforced);
  }

  /** Tells which limits were enforced since the last look. */
  checkLimits(): void {
    this.#limits.check();
  }
}
