import { closestName } from './closest-name.js';
import { InvalidArgumentError } from './errors.js';

/** Every key of `T`, of each member where it is a union. One too few or too many does not compile. */
export type KeyTable<T extends object> = Readonly<Record<KeyOf<T>, true>>;

type KeyOf<T> = T extends unknown ? keyof T : never;

/** A message has room for so many names, and for so much of one. */
const mostNamed = 16;
const mostShown = 60;

/** Throws InvalidArgumentError for what is no object, and for the first key that the table does not have. */
export function requireKeys(
  value: unknown,
  argument: string,
  table: Readonly<Record<string, unknown>>,
): void {
  if (typeof value !== 'object' || value === null) {
    throw new InvalidArgumentError(argument, 'an object', value);
  }
  const unknown = Object.keys(value).find((key) => !Object.hasOwn(table, key));
  if (unknown === undefined) return;
  const name = unknown.length > mostShown ? `${unknown.slice(0, mostShown)}…` : unknown;
  throw new InvalidArgumentError(
    `${argument}.${name}`,
    `left out, as there is no such key (${hint(unknown, Object.keys(table))})`,
    Reflect.get(value, unknown),
  );
}

function hint(unknown: string, known: readonly string[]): string {
  const meant = closestName(unknown.slice(0, mostShown), known);
  if (meant !== undefined) return `did you mean ${meant}?`;
  const more = known.length > mostNamed ? ', …' : '';
  return `known: ${known.slice(0, mostNamed).join(', ')}${more}`;
}
