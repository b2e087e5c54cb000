import { inspect } from 'node:util';

/** Of what nobody expected, on standard error; clients are told no more than that it happened. */
export function report(error: unknown): void {
  process.stderr.write(`panetree host: ${inspect(error)}\n`);
}
