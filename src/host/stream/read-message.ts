import * as v from 'valibot';
import { toHost, type ToHost } from '../wire/index.js';

export type Read =
  | { readonly status: 'message'; readonly message: ToHost }
  /** Something of ours, with a mistake in it. */
  | { readonly status: 'mistake'; readonly complaint: string }
  /** Not of ours at all. */
  | { readonly status: 'noise' };

const longestComplaint = 300;

/** What a client has sent, as far as it can be understood. */
export function readMessage(data: string): Read {
  const value = parse(data);
  if (typeof value !== 'object' || value === null) return { status: 'noise' };
  const { success, output, issues } = v.safeParse(toHost, value);
  if (success) return { status: 'message', message: output };
  const complaint = issues.map((issue) => `${v.getDotPath(issue) ?? 'message'}: ${issue.message}`).join('; ');
  return { status: 'mistake', complaint: complaint.slice(0, longestComplaint) };
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
