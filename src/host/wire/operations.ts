import type * as v from 'valibot';
import { blockOperations } from './block-operations.js';
import { hostOperations } from './host-operations.js';
import { paneOperations } from './pane-operations.js';
import { runOperations } from './run-operations.js';
import { storeOperations } from './store-operations.js';

/** Everything a client can ask for, over HTTP and as a `request` over the WebSocket. */
export const operations = {
  ...paneOperations,
  ...blockOperations,
  ...runOperations,
  ...storeOperations,
  ...hostOperations,
} as const;

type Operations = typeof operations;
export type OperationName = keyof Operations;
export type InputOf<Name extends OperationName> = v.InferOutput<Operations[Name]['input']>;
export type OutputOf<Name extends OperationName> = v.InferOutput<Operations[Name]['output']>;

export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}
