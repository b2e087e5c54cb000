import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackendReport } from '../../src/index.js';

/** What a backend did in one case of the contract: held it, or did not and why. */
export interface Result {
  readonly rule: number;
  readonly name: string;
  readonly holds: true | string;
}

type Says = Pick<BackendReport, 'confidence' | 'guarantees' | 'reasons'>;

interface Found extends Partial<Says> {
  readonly backend: string;
  readonly expected: number;
  readonly cases: readonly Result[];
}

const built = fileURLToPath(new URL('../../build/contract/', import.meta.url));

interface Options {
  /** Default build/contract. */
  readonly directory?: string;
  /** Adds to what the run before has found, as when only its failed cases run once more. */
  readonly runsAgain?: boolean;
}

/**
 * What a run has found of one backend, for the guide that is made of it. Written at each case, so that a run cut short
 * tells what it has done.
 */
export class Results {
  readonly #backend: string;
  readonly #names: readonly string[];
  readonly #directory: string;
  readonly #cases = new Map<string, Result>();
  #says: Says | undefined;

  /** `names` are the cases that make a whole run, in their order. */
  constructor(backend: string, names: readonly string[], options: Options = {}) {
    const { directory = built, runsAgain = process.env['PANETREE_RUN_AGAIN'] !== undefined } = options;
    this.#backend = backend;
    this.#names = names;
    this.#directory = directory;
    if (runsAgain) this.#takeOver();
  }

  /** `report` is what the backend says of itself, where the case has come so far as to ask. */
  add(result: Result, report?: Says): void {
    this.#cases.set(result.name, result);
    if (report !== undefined) {
      const { confidence, guarantees, reasons } = report;
      this.#says ??= { confidence, guarantees, reasons };
    }
    const cases = this.#names.flatMap((name) => this.#cases.get(name) ?? []);
    const found: Found = { backend: this.#backend, expected: this.#names.length, ...this.#says, cases };
    mkdirSync(this.#directory, { recursive: true });
    writeFileSync(this.#file, `${JSON.stringify(found, undefined, 1)}\n`);
  }

  get #file(): string {
    return `${this.#directory}/${this.#backend}.json`;
  }

  #takeOver(): void {
    if (!existsSync(this.#file)) return;
    const { cases, confidence, guarantees, reasons } = JSON.parse(readFileSync(this.#file, 'utf8')) as Found;
    for (const each of cases) this.#cases.set(each.name, each);
    if (confidence === undefined || guarantees === undefined || reasons === undefined) return;
    this.#says = { confidence, guarantees, reasons };
  }
}
