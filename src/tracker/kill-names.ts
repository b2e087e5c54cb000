import type { ProcessRef } from '../platform/contract.js';
import { keyOf } from './ancestry.js';
import type { EscapedProcess, NamedProcess } from './kill-api.js';
import type { KillScope } from './kill-targets.js';
import type { TrackedProcess } from './tracked-process.js';

/** A report names hundreds of processes at times; a list has the rest of their command lines. */
const longestCommand = 256;

/** How the members of a block were named while they lived. */
export class KillNames {
  readonly #named = new Map<string, NamedProcess>();

  note(members: readonly TrackedProcess[]): void {
    for (const member of members) this.#named.set(keyOf(member), named(member));
  }

  of({ pid, birth }: ProcessRef): NamedProcess {
    return this.#named.get(keyOf({ pid, birth })) ?? { pid, birth, name: String(pid), command: '' };
  }
}

/** The scope, and the names of everything that is published from now on. */
export function withNames(scope: KillScope): KillScope & { readonly names: KillNames } {
  const names = new KillNames();
  names.note(scope.published());
  return {
    ...scope,
    names,
    look: async (depth) => {
      const records = await scope.look(depth);
      names.note(scope.published());
      return records;
    },
  };
}

export function keptAmong(members: readonly TrackedProcess[]): readonly NamedProcess[] {
  return members
    .filter(({ lifetime, escapedTo }) => lifetime === 'kept' && escapedTo === undefined)
    .map(named);
}

export function escapedAmong(members: readonly TrackedProcess[]): readonly EscapedProcess[] {
  return members.flatMap((member) => {
    const { escapedTo, runId } = member;
    return escapedTo === undefined ? [] : [{ ...named(member), runId, place: escapedTo }];
  });
}

export function named({ pid, birth, name, command }: TrackedProcess): NamedProcess {
  const isLong = command.length > longestCommand;
  return { pid, birth, name, command: isLong ? `${command.slice(0, longestCommand - 1)}…` : command };
}
