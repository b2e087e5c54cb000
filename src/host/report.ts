import { inspect } from 'node:util';
import { writeError } from '../output/streams.js';

/** Of what nobody expected, on standard error; clients are told no more than that it happened. */
export function report(error: unknown): void {
  writeError(`panetree host: ${inspect(error)}\n`);
}
