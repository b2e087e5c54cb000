import type { ConnectionListener, HelperCommand } from './connection.js';
import { JobHelper } from './job-helper.js';

/** A helper that keeps dying is somebody's intent or a system at its limits; trying for ever helps neither. */
const mostRestarts = 3;

/** One helper at a time. What the jobs of a dead one held is gone; a new one serves what comes after. */
export class HelperSupply {
  readonly #command: HelperCommand;
  readonly #listener: ConnectionListener;
  #current: JobHelper;
  #starting: Promise<JobHelper> | undefined;
  #restarts = 0;

  static async open(command: HelperCommand, listener: ConnectionListener): Promise<HelperSupply> {
    return new HelperSupply(await JobHelper.open(command, listener), command, listener);
  }

  private constructor(first: JobHelper, command: HelperCommand, listener: ConnectionListener) {
    this.#current = first;
    this.#command = command;
    this.#listener = listener;
  }

  /** The one that was started last; it may be lost. */
  get latest(): JobHelper {
    return this.#current;
  }

  /** One that lives, started anew where the last one has died. */
  async living(): Promise<JobHelper> {
    if (!this.#current.isLost) return this.#current;
    this.#starting ??= this.#restart().finally(() => (this.#starting = undefined));
    return this.#starting;
  }

  async close(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    this.#restarts = mostRestarts;
    await this.#current.close();
  }

  async #restart(): Promise<JobHelper> {
    if (this.#restarts >= mostRestarts) {
      throw new Error(`the helper has ended and is not started again after ${mostRestarts} restarts`);
    }
    this.#restarts++;
    this.#current = await JobHelper.open(this.#command, this.#listener);
    return this.#current;
  }
}
