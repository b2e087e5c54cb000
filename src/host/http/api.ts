import type { Perform } from '../operations/perform.js';
import { Refusal } from '../refusal.js';
import type { OperationName } from '../wire/index.js';
import { answerJson } from './answers.js';
import { type Asked, requireMethod } from './asked.js';
import { readBody } from './read-body.js';
import { operationsPath } from '../wire/index.js';
import { fromText, matchRoute, type RouteMatch } from './routes.js';

/** Does the operation that a method and a path stand for. Rejects with Refusal, and whatever that may reject with. */
export async function answerApi(asked: Asked, perform: Perform): Promise<void> {
  if (asked.path.startsWith(operationsPath)) return answerByName(asked, perform);
  const match = find(asked);
  if (match.status === 'none') throw new Refusal('not-found', `there is nothing at ${asked.path}`);
  if (match.status === 'other-method') return requireMethod(asked, match.methods);
  const { name, parameters } = match;
  const input = { ...(await readRest(asked, name, parameters)), ...fromText(name, parameters) };
  answerJson(asked.response, await perform(name, input));
}

/** A path cannot carry every block: clients take `.` and `..` for steps, and half a character has no encoding. */
async function answerByName(asked: Asked, perform: Perform): Promise<void> {
  requireMethod(asked, ['POST']);
  const input = await readBody(asked.request);
  answerJson(asked.response, await perform(asked.path.slice(operationsPath.length), input));
}

function find({ method, path }: Asked): RouteMatch {
  try {
    return matchRoute(method, path);
  } catch (cause) {
    throw new Refusal('invalid-argument', 'the path is not well encoded', { cause });
  }
}

/** What the path does not say. */
async function readRest(
  asked: Asked,
  name: OperationName,
  parameters: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const rest = asked.method === 'GET' ? fromText(name, queryOf(asked)) : await readBody(asked.request);
  const twice = Object.keys(rest).find((key) => Object.hasOwn(parameters, key));
  if (twice === undefined) return rest;
  throw new Refusal('invalid-argument', `${twice} is in the path already`);
}

function queryOf({ query }: Asked): Readonly<Record<string, string>> {
  const keys = [...query.keys()];
  if (new Set(keys).size === keys.length) return Object.fromEntries(query);
  throw new Refusal('invalid-argument', 'a key of the query is there twice');
}
