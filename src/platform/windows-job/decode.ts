/** One JSON object off the wire, none of whose fields has been looked at. */
export type Json = Readonly<Record<string, unknown>>;

/** Undefined for a line that is not one JSON object. */
export function parseObject(line: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(from: Json, field: string): string {
  const value = from[field];
  return typeof value === 'string' ? value : wrong(from, field, 'a string');
}

export function optionalText(from: Json, field: string): string | undefined {
  const value = from[field];
  return typeof value === 'string' ? value : undefined;
}

export function number(from: Json, field: string): number {
  const value = from[field];
  return typeof value === 'number' ? value : wrong(from, field, 'a number');
}

export function optionalNumber(from: Json, field: string): number | undefined {
  const value = from[field];
  return typeof value === 'number' ? value : undefined;
}

export function flag(from: Json, field: string): boolean {
  const value = from[field];
  return typeof value === 'boolean' ? value : wrong(from, field, 'true or false');
}

export function object(from: Json, field: string): Json {
  const value = from[field];
  return isObject(value) ? value : wrong(from, field, 'an object');
}

/** What is no object in it is left out: the helper writes `null` for what is gone. */
export function objects(from: Json, field: string): readonly Json[] {
  const value = from[field];
  return Array.isArray(value) ? value.filter(isObject) : wrong(from, field, 'an array');
}

export function numbers(from: Json, field: string): readonly number[] {
  const value = from[field];
  return isNumbers(value) ? value : wrong(from, field, 'an array of numbers');
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}

function wrong(from: Json, field: string, expected: string): never {
  throw new Error(`the helper’s ${field} is ${JSON.stringify(from[field])}, not ${expected}`);
}
