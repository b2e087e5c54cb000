import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Gives what a child prints, line by line; throws when it ends before the line that is asked for. */
export class Lines {
  readonly #iterator: AsyncIterator<string>;
  readonly #name: string;

  constructor(child: ChildProcess) {
    if (child.stdout === null) throw new Error(`${child.spawnfile} has no pipe for its output`);
    this.#name = child.spawnargs.join(' ').slice(0, 200);
    this.#iterator = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async next(): Promise<string> {
    const line = await this.#iterator.next();
    if (line.done === true) throw new Error(`ended before it said what was expected: ${this.#name}`);
    return line.value;
  }

  /** Reads on until exactly this line. */
  async until(expected: string): Promise<void> {
    while ((await this.next()) !== expected);
  }
}
