import type { SeenProcess } from './job-helper.js';

/**
 * The gates of a block: each waits beside its command, inside the job or outside it, and is nobody's to see. Its command
 * is told as what it is to its user: a child of the host.
 */
export class Gates {
  readonly #host: number;
  /** By PID; the birth is known once the command has joined. */
  readonly #births = new Map<number, string | undefined>();

  constructor(host: number) {
    this.#host = host;
  }

  has(pid: number): boolean {
    return this.#births.has(pid);
  }

  add(pid: number): void {
    this.#births.set(pid, undefined);
  }

  confirm({ pid, birth }: Pick<SeenProcess, 'pid' | 'birth'>): void {
    this.#births.set(pid, birth);
  }

  drop(pid: number): void {
    this.#births.delete(pid);
  }

  /** The members without their gates. */
  hide(members: readonly SeenProcess[]): readonly SeenProcess[] {
    if (this.#births.size === 0) return members;
    const visible = members.filter((member) => !this.#isGate(member));
    this.#prune(members);
    return visible.map((member) => (this.has(member.ppid) ? withParent(member, this.#host) : member));
  }

  /** A PID that was given out again is no gate. */
  #isGate({ pid, birth }: SeenProcess): boolean {
    const known = this.#births.get(pid);
    return this.has(pid) && (known === undefined || known === birth);
  }

  /** Forgets those that have ended, or that nothing is left of which they started. */
  #prune(members: readonly SeenProcess[]): void {
    const wanted = new Set(
      members.flatMap((member) => (this.#isGate(member) ? [member.pid] : [member.ppid])),
    );
    for (const [pid, birth] of this.#births) if (birth !== undefined && !wanted.has(pid)) this.drop(pid);
  }
}

function withParent(member: SeenProcess, ppid: number): SeenProcess {
  return { ...member, ppid };
}
