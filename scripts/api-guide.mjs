// @ts-check
// Writes the reference in docs/api.md from the schemas; with --check it only tells whether it says what they say.
import { readFileSync, writeFileSync } from 'node:fs';
import { readComments } from './api/comments.mjs';
import { isOptional, keysOf, typeOf } from './api/types.mjs';
import { ensure } from './ensure.mjs';

/** @typedef {import('./api/types.mjs').Schema} Schema */
/** @typedef {{ method: string, path: string, summary: string, input: Schema, output: Schema }} Operation */

await ensure();
/** @type {Readonly<Record<string, unknown>>} */
const wire = await import('#dist/host/wire/index.js');
const guide = new URL('../docs/api.md', import.meta.url);
const begin = '<!-- made from the schemas: npm run docs -->';
const end = '<!-- end -->';

const comments = readComments(await import('#dist/defaults.js'));
const schemas = Object.entries(wire).filter(([, value]) => isNamedShape(value));
/** @type {ReadonlyMap<unknown, string>} */
const names = new Map(schemas.map(([name, schema]) => [schema, inCapitals(name)])).set(
  wire['hostEvent'],
  'HostEvent',
);

const text = readFileSync(guide, 'utf8');
const from = text.indexOf(begin) + begin.length;
const made = `${text.slice(0, from)}\n\n${reference()}\n\n${text.slice(text.indexOf(end))}`;
if (!process.argv.includes('--check')) writeFileSync(guide, made);
else if (made !== text) {
  console.error('docs/api.md does not say what the schemas say: npm run docs');
  process.exit(1);
}

function reference() {
  const operations = Object.entries(/** @type {Readonly<Record<string, Operation>>} */ (wire['operations']));
  const inputs = new Set(operations.map(([, { input }]) => input));
  const shapes = /** @type {readonly [string, Schema][]} */ (schemas).filter(([, each]) => !inputs.has(each));
  return [
    '## Operations',
    ...operations.map(([name, operation]) => operationInWords(name, operation)),
    '## Messages to the host',
    ...optionsOf(wire['toHost']),
    '## Messages to a client',
    ...optionsOf(wire['toClient']),
    '## HostEvent',
    'What can happen. Each changes what a snapshot shows.',
    ...optionsOf(wire['hostEvent']),
    '## Shapes',
    ...shapes.map(([name, schema]) => shapeInWords(name, schema)),
  ].join('\n\n');
}

/** @type {(name: string, operation: Operation) => string} */
function operationInWords(name, { method, path, summary, input, output }) {
  const answer = `Answers ${typeOf(output, names)}.`;
  return section(name, `\`${method} ${path}\`: ${summary} ${answer}`, tableOf('', input));
}

/** @type {(name: string, schema: Schema) => string} */
function shapeInWords(name, schema) {
  const alternatives = schema.type === 'variant' ? typeOf(schema, new Map()).split(' \\| {') : [];
  const list = alternatives.map((each, index) => `- ${index === 0 ? '' : '{'}${each}`).join('\n');
  return section(inCapitals(name), comments.get(name), list === '' ? tableOf(name, schema) : list);
}

/** @param {unknown} variant */
function optionsOf(variant) {
  const { options = [] } = /** @type {{ options?: readonly unknown[] }} */ (variant);
  return options.map((each) => {
    const schema = /** @type {Schema} */ (each);
    const type = String(schema.entries?.['type']?.literal);
    return section(type, comments.get(constantOf(type)), tableOf(constantOf(type), schema, ['type']));
  });
}

/** @type {(name: string, schema: Schema, without?: readonly string[]) => string | undefined} */
function tableOf(name, schema, without = []) {
  const keys = keysOf(schema).filter(([key]) => !without.includes(key));
  if (keys.length === 0) return undefined;
  const rows = keys.map(([key, value]) => {
    const shown = `\`${key}\`${isOptional(value) ? ', optional' : ''}`;
    return `| ${shown} | ${typeOf(value, names)} | ${commentOn(name, key, value)} |`;
  });
  return ['| key | type | |', '| --- | --- | --- |', ...rows].join('\n');
}

/**
 * What is said where the key is, or where the same schema has been said something of.
 * @type {(name: string, key: string, schema: Schema) => string}
 */
function commentOn(name, key, schema) {
  const direct = comments.get(`${name}.${key}`);
  if (direct !== undefined) return direct;
  const shared = Object.entries(wire).find(([, value]) => isRecord(value) && value[key] === schema);
  const [constant] = shared ?? sharedShape(key, schema) ?? [''];
  return comments.get(`${constant}.${key}`) ?? '';
}

/** @type {(key: string, schema: Schema) => [string, unknown] | undefined} */
function sharedShape(key, schema) {
  return Object.entries(wire).find(
    ([, value]) => isRecord(value) && isRecord(value['entries']) && value['entries'][key] === schema,
  );
}

/** @type {(title: string, words: string | undefined, table: string | undefined) => string} */
function section(title, words, table) {
  return [`### ${title}`, words, table].filter((part) => part !== undefined).join('\n\n');
}

/** What is better told once. A message and an event have sections of their own. @param {unknown} value */
function isNamedShape(value) {
  if (isRecord(value) && value['type'] === 'variant') return value['key'] !== 'type';
  if (!isRecord(value) || !isRecord(value['entries'])) return false;
  const { type } = value['entries'];
  return !isRecord(type) || type['type'] !== 'literal';
}

/** @type {(value: unknown) => value is Record<string, unknown>} */
function isRecord(value) {
  return typeof value === 'object' && value !== null;
}

/** @param {string} name */
function inCapitals(name) {
  return `${name[0]?.toUpperCase()}${name.slice(1)}`;
}

/** @param {string} type as `watch-output` */
function constantOf(type) {
  return type.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());
}
