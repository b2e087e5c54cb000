// @ts-check

/**
 * What the guide needs to know of a schema of valibot.
 * @typedef {{
 *   type: string, literal?: unknown, options?: readonly unknown[], item?: Schema, wrapped?: Schema, value?: Schema,
 *   entries?: Readonly<Record<string, Schema>>, pipe?: readonly { type: string, requirement?: unknown }[],
 * }} Schema
 */

/**
 * A type as one reads it in TypeScript. Those that have a name are called by it.
 * @param {Schema} schema
 * @param {ReadonlyMap<unknown, string>} names
 * @returns {string}
 */
export function typeOf(schema, names) {
  const name = names.get(schema);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  if (schema.wrapped !== undefined) return typeOf(schema.wrapped, names);
  switch (schema.type) {
    case 'array':
      return `${typeOf(required(schema.item), names)}[]`;
    case 'picklist':
      return required(schema.options).map(inQuotes).join(' \\| ');
    case 'literal':
      return inQuotes(schema.literal);
    case 'variant':
      return required(schema.options)
        .map((option) => typeOf(/** @type {Schema} */ (option), names))
        .join(' \\| ');
    case 'record':
      return `{ [key]: ${typeOf(required(schema.value), names)} }`;
    case 'object':
    case 'strict_object':
      return `{ ${keysOf(schema)
        .map(([key, value]) => `${key}${isOptional(value) ? '?' : ''}: ${typeOf(value, names)}`)
        .join(', ')} }`;
    default:
      return `${schema.type}${boundsOf(schema)}`;
  }
}

/** @param {Schema} schema */
export function keysOf(schema) {
  return Object.entries(schema.entries ?? {});
}

/** @param {Schema} schema */
export function isOptional({ type }) {
  return type === 'optional' || type === 'exact_optional';
}

/** @param {Schema} schema */
function boundsOf({ pipe = [] }) {
  const rules = new Map(pipe.map(({ type, requirement }) => [type, Number(requirement)]));
  const [least, most, longest] = ['min_value', 'max_value', 'max_length'].map((type) => rules.get(type));
  if (least !== undefined) {
    return most === Number.MAX_SAFE_INTEGER ? ` (whole, from ${least})` : ` (whole, ${least} to ${most})`;
  }
  if (longest === undefined) return '';
  return rules.has('min_length') ? ` (1 to ${longest} characters)` : ` (up to ${longest} characters)`;
}

/** @param {unknown} value */
function inQuotes(value) {
  return `\`${String(value)}\``;
}

/**
 * @template T
 * @param {T | undefined} value
 * @returns {T}
 */
function required(value) {
  if (value === undefined) throw new Error('a schema lacks what its type must have');
  return value;
}
