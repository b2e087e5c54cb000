import * as v from 'valibot';
import {
  type FailureCode,
  failureBody,
  type InputOf,
  type OperationName,
  operations,
  operationsPath,
  type OutputOf,
} from '../host/wire/index.js';
import { askHost, type HostAnswer, longestAnswerMs } from './host-request.js';
import { ownCommand } from './own-command.js';
import { hostStateFile, type HostState, readHostState } from './host-state.js';

/** What the host does not do. */
export class RefusedByHost extends Error {
  readonly code: FailureCode;

  constructor(message: string, code: FailureCode) {
    super(message);
    this.code = code;
  }
}

/** A host that runs, asked by a program of the same user. */
export class HostClient {
  readonly state: HostState;

  constructor(state: HostState) {
    this.state = state;
  }

  /**
   * Rejects with an Error that says what the host has refused, or that there is none. Waits 30 s by default, and
   * beyond the deadline of a kill.
   */
  async call<Name extends OperationName>(
    name: Name,
    input: InputOf<Name>,
    withinMs?: number,
  ): Promise<OutputOf<Name>> {
    const answer = await this.#ask(name, input, withinMs ?? longestAnswerMs + deadlineIn(input));
    const body = parse(answer.body);
    if (body === undefined) {
      throw new Error(`what answers at ${this.state.url} is no host; start one with: ${ownCommand()} host`);
    }
    if (answer.status === 200) return v.parse(operations[name].output, body);
    const refused = v.safeParse(failureBody, body);
    if (!refused.success) throw new Error(`the host answers ${answer.status}`);
    const { code, message } = refused.output.error;
    throw new RefusedByHost(message, code);
  }

  async #ask(
    name: OperationName,
    input: Readonly<Record<string, unknown>>,
    withinMs: number,
  ): Promise<HostAnswer> {
    const { method, path } = operations[name];
    const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
    const body = JSON.stringify(Object.fromEntries(rest));
    const filled = filledPath(path, rest);
    try {
      if (filled === undefined) {
        return await askHost(this.state, {
          method: 'POST',
          path: `${operationsPath}${name}`,
          body,
          withinMs,
        });
      }
      const question =
        method === 'GET'
          ? { path: `${filled}${queryOf(rest)}` }
          : { path: filled, body: JSON.stringify(Object.fromEntries(rest)) };
      return await askHost(this.state, { method, withinMs, ...question });
    } catch (cause) {
      throw new Error(
        `the host of PID ${this.state.pid} does not answer; start one with: ${ownCommand()} host`,
        {
          cause,
        },
      );
    }
  }
}

function deadlineIn(input: object): number {
  const deadlineMs: unknown = Reflect.get(input, 'deadlineMs');
  return typeof deadlineMs === 'number' ? deadlineMs : 0;
}

/** Throws where no host has written down where it is. */
export function findHost(): HostClient {
  const state = readHostState();
  if (state !== undefined) return new HostClient(state);
  throw new Error(`no host runs (there is none in ${hostStateFile()}); start one with: ${ownCommand()} host`);
}

/** Takes what the path carries from the values; undefined where one of them has half a character. */
function filledPath(path: string, rest: Map<string, unknown>): string | undefined {
  try {
    return path.replaceAll(/:(\w+)/g, (_, key: string) => {
      const value = String(rest.get(key));
      rest.delete(key);
      return encodeURIComponent(value);
    });
  } catch {
    return undefined;
  }
}

function queryOf(values: ReadonlyMap<string, unknown>): string {
  const query = new URLSearchParams(
    [...values].map(([key, value]): [string, string] => [key, String(value)]),
  );
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
