import type * as v from 'valibot';

/** Before the name of any operation: a POST whose body is the whole input. */
export const operationsPath = '/api/operations/';

export interface Operation<Input extends v.GenericSchema, Output extends v.GenericSchema> {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `:name` stands for an entry of the input, percent-encoded. */
  readonly path: `/api/${string}`;
  /** One sentence for the guide. */
  readonly summary: string;
  /**
   * Over HTTP: what the path does not carry comes in the query of a GET, else in a body of JSON. Over the WebSocket:
   * one object.
   */
  readonly input: Input;
  readonly output: Output;
}

export function operation<const Input extends v.GenericSchema, const Output extends v.GenericSchema>(
  described: Operation<Input, Output>,
): Operation<Input, Output> {
  return described;
}
