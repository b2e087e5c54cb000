import type { PackedChanges } from './protocol.js';

/** Takes out what a `ChangeWriter` has packed. */
export class ChangeReader {
  readonly #packed: PackedChanges;
  #nextNumber = 0;
  #nextCharacter = 0;

  constructor(packed: PackedChanges) {
    this.#packed = packed;
  }

  number(): number {
    const value = this.#packed.numbers[this.#nextNumber++];
    if (value === undefined) throw new RangeError('these changes end in the middle of one');
    return value;
  }

  optionalNumber(): number | undefined {
    const value = this.number();
    return Number.isNaN(value) ? undefined : value;
  }

  text(): string {
    return this.optionalText() ?? '';
  }

  optionalText(): string | undefined {
    const length = this.optionalNumber();
    if (length === undefined) return undefined;
    const start = this.#nextCharacter;
    this.#nextCharacter += length;
    return this.#packed.text.slice(start, this.#nextCharacter);
  }

  /** The name whose index was packed. */
  oneOf<T extends string>(names: readonly T[]): T {
    return this.optionalOneOf(names) ?? neverPacked();
  }

  optionalOneOf<T extends string>(names: readonly T[]): T | undefined {
    const index = this.optionalNumber();
    return index === undefined ? undefined : (names[index] ?? neverPacked());
  }
}

function neverPacked(): never {
  throw new RangeError('these changes were not packed by this version');
}
