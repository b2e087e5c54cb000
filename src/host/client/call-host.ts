import type { InputOf, OperationName, OutputOf } from '../wire/operations.js';

/** Asks the host for an operation, over whatever connection there is. Rejects with an Error that says why not. */
export type CallHost = <Name extends OperationName>(
  name: Name,
  input: InputOf<Name>,
) => Promise<OutputOf<Name>>;
