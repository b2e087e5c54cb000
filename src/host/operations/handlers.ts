import type { InputOf, OperationName, OutputOf } from '../wire/index.js';

/** What does an operation, given its input as checked. */
export type Handlers<Names extends OperationName = OperationName> = {
  readonly [Name in Names]: (input: InputOf<Name>) => OutputOf<Name> | Promise<OutputOf<Name>>;
};

export type HandlersOf<Group extends string> = Handlers<Extract<OperationName, `${Group}.${string}`>>;

export const done = { status: 'done' } as const;
