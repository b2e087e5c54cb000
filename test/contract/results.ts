import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackendReport } from '../../src/index.js';

/** What a backend did in one case of the contract: held it, or did not and why. */
export interface Result {
  readonly rule: number;
  readonly name: string;
  readonly holds: true | string;
}

const directory = fileURLToPath(new URL('../../build/contract/', import.meta.url));

/**
 * What a run has found of one backend, for the guide that is made of it. Written at each case, so that a run cut short
 * tells what it has done.
 */
export class Results {
  readonly #backend: string;
  readonly #expected: number;
  readonly #cases: Result[] = [];
  #says: Pick<BackendReport, 'confidence' | 'guarantees' | 'reasons'> | undefined;

  /** `expected` is how many cases make a whole run. */
  constructor(backend: string, expected: number) {
    this.#backend = backend;
    this.#expected = expected;
  }

  /** `report` is what the backend says of itself, where the case has come so far as to ask. */
  add(result: Result, report?: Pick<BackendReport, 'confidence' | 'guarantees' | 'reasons'>): void {
    this.#cases.push(result);
    if (report !== undefined) {
      const { confidence, guarantees, reasons } = report;
      this.#says ??= { confidence, guarantees, reasons };
    }
    const found = { backend: this.#backend, expected: this.#expected, ...this.#says, cases: this.#cases };
    mkdirSync(directory, { recursive: true });
    writeFileSync(`${directory}${this.#backend}.json`, `${JSON.stringify(found, undefined, 1)}\n`);
  }
}
