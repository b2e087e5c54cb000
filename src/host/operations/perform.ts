import * as v from 'valibot';
import type { HostParts } from '../parts.js';
import { Refusal } from '../refusal.js';
import { type InputOf, isOperationName, type OperationName, operations } from '../wire/index.js';
import { blockHandlers } from './blocks.js';
import type { Handlers } from './handlers.js';
import { hostHandlers } from './host.js';
import { paneHandlers } from './panes.js';
import { runHandlers } from './runs.js';
import { storeHandlers } from './store.js';

const longestComplaint = 500;

/** Does any operation, whichever way it was asked for. Rejects with Refusal, and whatever the operation may throw. */
export type Perform = (name: string, input: unknown) => Promise<unknown>;

export function performer(parts: HostParts): Perform {
  const handlers: Handlers = {
    ...paneHandlers(parts),
    ...blockHandlers(parts),
    ...runHandlers(parts),
    ...storeHandlers(parts),
    ...hostHandlers(parts),
  };
  return async (name, input) => {
    if (isOperationName(name)) return performOne(handlers, name, input);
    throw new Refusal('not-found', `there is no operation ${JSON.stringify(name)}`);
  };
}

function performOne<Name extends OperationName>(handlers: Handlers, name: Name, input: unknown) {
  const handle: Handlers[Name] = handlers[name];
  return handle(check(name, input));
}

function check<Name extends OperationName>(name: Name, input: unknown): InputOf<Name> {
  const checked = v.safeParse(operations[name].input, input);
  if (checked.success) return checked.output;
  throw new Refusal('invalid-argument', checked.issues.map(inWords).join('; ').slice(0, longestComplaint));
}

function inWords(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path === null ? issue.message : `${path}: ${issue.message}`;
}
