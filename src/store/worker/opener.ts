import type { StoreErrorCode } from '../../tracker/errors.js';
import type { EngineOptions, Problem } from '../protocol.js';
import { Engine } from './engine.js';
import { codeOf, toProblem } from './failures.js';
import { fileIdentity, setAside } from './file.js';
import type { Sqlite } from './sqlite.js';

/** A new file that is damaged so soon says that something else is broken: more new ones would not help. */
const leastBetweenReplacementsMs = 60_000;

/** Opens the file when it is needed, and a new one where it turns out to be damaged. */
export class Opener {
  readonly #sqlite: Sqlite;
  readonly #options: EngineOptions;
  readonly #onReplaced: (problem: Problem) => void;
  #engine: Engine | undefined;
  #identity: string | undefined;
  #replacedAt = Number.NEGATIVE_INFINITY;

  constructor(sqlite: Sqlite, options: EngineOptions, onReplaced: (problem: Problem) => void) {
    this.#sqlite = sqlite;
    this.#options = options;
    this.#onReplaced = onReplaced;
  }

  /** Throws where the file cannot be opened now. */
  engine(): Engine {
    try {
      return this.#opened();
    } catch (error) {
      if (!this.replaceDamaged(error)) throw error;
      return this.#opened();
    }
  }

  /** Whether the error says that the file is damaged and it was set aside, by us or by another host. */
  replaceDamaged(error: unknown): boolean {
    const { path, mode } = this.#options;
    if (mode === 'read' || codeOf(error) !== 'store-corrupt') return false;
    if (performance.now() - this.#replacedAt < leastBetweenReplacementsMs) return false;
    this.close();
    this.#replacedAt = performance.now();
    if (fileIdentity(path) === this.#identity) {
      this.#onReplaced(toProblem(error, path, setAside(path, new Date())));
    }
    return true;
  }

  /** A connection that may have caught what ails the file is not used again. */
  letGoAfter(code: StoreErrorCode): void {
    if (code !== 'store-locked' && code !== 'store-full') this.close();
  }

  close(): void {
    const engine = this.#engine;
    this.#engine = undefined;
    engine?.close();
  }

  #opened(): Engine {
    this.#letGoOfRemoved();
    if (this.#engine !== undefined) return this.#engine;
    // Before SQLite looks at it, so that what is set aside is what it has looked at.
    this.#identity = fileIdentity(this.#options.path);
    this.#engine = new Engine(this.#sqlite, this.#options);
    this.#identity = fileIdentity(this.#options.path);
    return this.#engine;
  }

  /** SQLite would write on into a file that has no name any more. */
  #letGoOfRemoved(): void {
    const { path } = this.#options;
    if (this.#engine === undefined || fileIdentity(path) === this.#identity) return;
    this.close();
    this.#onReplaced(toProblem(new Error('it was removed or replaced while open'), path));
  }
}
