import { isOperationName, type OperationName, operations } from '../wire/index.js';

type Method = (typeof operations)[OperationName]['method'];

interface Route {
  readonly name: OperationName;
  readonly method: Method;
  readonly segments: readonly string[];
}

export type RouteMatch =
  | {
      readonly status: 'found';
      readonly name: OperationName;
      readonly parameters: Readonly<Record<string, string>>;
    }
  | { readonly status: 'other-method'; readonly methods: readonly Method[] }
  | { readonly status: 'none' };

const routes: readonly Route[] = Object.keys(operations)
  .filter(isOperationName)
  .map((name) => ({
    name,
    method: operations[name].method,
    segments: operations[name].path.split('/'),
  }));

/** `path` as it was sent; throws URIError for one that is not well encoded. */
export function matchRoute(method: string, path: string): RouteMatch {
  const segments = path.split('/').map(decodeURIComponent);
  const matching = routes.filter((route) => matches(route, segments));
  const route = matching.find((each) => each.method === method);
  if (route !== undefined) {
    return { status: 'found', name: route.name, parameters: parametersOf(route, segments) };
  }
  if (matching.length === 0) return { status: 'none' };
  return { status: 'other-method', methods: matching.map((each) => each.method) };
}

/** What stands in a path or a query is text; what is meant for a number or a boolean is made one. */
export function fromText(
  name: OperationName,
  values: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const types = new Map(
    Object.entries(operations[name].input.entries).map(([key, entry]) => [key, typeOf(entry)]),
  );
  return Object.fromEntries(
    Object.entries(values).map(([key, text]) => [key, convert(text, types.get(key))]),
  );
}

/** Of a schema, and of what an optional one wraps. */
function typeOf(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return undefined;
  return 'wrapped' in schema ? typeOf(schema.wrapped) : Reflect.get(schema, 'type');
}

function convert(text: string, type: unknown): unknown {
  if (type === 'number' && /^\d{1,16}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function matches({ segments }: Route, sent: readonly string[]): boolean {
  return (
    segments.length === sent.length &&
    segments.every((segment, index) => segment.startsWith(':') || segment === sent[index])
  );
}

function parametersOf({ segments }: Route, sent: readonly string[]): Readonly<Record<string, string>> {
  const pairs = segments.map((segment, index) => [segment, sent[index] ?? ''] as const);
  return Object.fromEntries(
    pairs.filter(([segment]) => segment.startsWith(':')).map(([segment, value]) => [segment.slice(1), value]),
  );
}
