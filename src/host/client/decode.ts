import { toClient, type ToClient } from '../wire/to-client.js';

/** What a host of another version, or something that is no host at all, has sent. */
export interface Undecodable {
  readonly type: 'undecodable';
  readonly reason: string;
}

/** Checks everything that comes in, so that nothing behind it has to. */
export function decode(data: unknown): ToClient | Undecodable {
  if (typeof data !== 'string') return undecodable('a binary message');
  const parsed = parse(data);
  if (parsed === undefined) return undecodable('not JSON');
  const checked = toClient['~standard'].validate(parsed.value);
  if (checked instanceof Promise) return undecodable('not decided at once');
  if (checked.issues === undefined) return checked.value;
  const [issue] = checked.issues;
  const path = issue?.path?.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  return undecodable(`${path === undefined ? '' : `${path}: `}${issue?.message ?? 'of an unknown shape'}`);
}

function parse(data: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(data) };
  } catch {
    return undefined;
  }
}

function undecodable(reason: string): Undecodable {
  return { type: 'undecodable', reason };
}
