import { win32 } from 'node:path';
import type { SeenProcess, Target } from './job-helper.js';

/** A member as it is told: with its place in the block. */
export interface ToldProcess extends SeenProcess {
  readonly plumbing?: 'gate';
}

interface Gate {
  /** Unknown until the gate has been seen: then whoever has the PID is the gate. */
  readonly birth: string | undefined;
  readonly command: Target | undefined;
}

/**
 * The gates of a block: each waits beside its command, inside the job or outside it. They are told as plumbing, and
 * their commands as what they are to their user: children of the host.
 */
export class Gates {
  readonly #host: number;
  readonly #isGateLine: (seen: SeenProcess) => boolean;
  readonly #gates = new Map<number, Gate>();

  /** `line`: what only the command line of a gate to this block has in it. */
  constructor(host: number, { file, line }: { readonly file: string; readonly line: string }) {
    const name = win32.basename(file).toLowerCase();
    this.#host = host;
    this.#isGateLine = ({ image, command }) =>
      image !== undefined &&
      win32.basename(image).toLowerCase() === name &&
      command?.includes(` exec ${line}`) === true;
  }

  /** Those whose identity is known. */
  get identities(): readonly Target[] {
    return [...this.#gates].flatMap(([pid, { birth }]) => (birth === undefined ? [] : [{ pid, birth }]));
  }

  has(pid: number): boolean {
    return this.#gates.has(pid);
  }

  /** What it was started for, once that has been seen. */
  commandOf(pid: number): Target | undefined {
    return this.#gates.get(pid)?.command;
  }

  add(pid: number): void {
    if (!this.has(pid)) this.#gates.set(pid, { birth: undefined, command: undefined });
  }

  confirm(pid: number, birth: string | undefined): void {
    const gate = this.#gates.get(pid);
    if (gate !== undefined) this.#gates.set(pid, { ...gate, birth: gate.birth ?? birth });
  }

  drop(pid: number): void {
    this.#gates.delete(pid);
  }

  tell(members: readonly SeenProcess[]): readonly ToldProcess[] {
    for (const member of members) if (this.#isGateLine(member)) this.#learn(member);
    if (this.#gates.size === 0) return members;
    const told = members.map((member) => this.#tellOne(member));
    this.#prune(members);
    return told;
  }

  /** Whoever asks to run a command through a gate may learn of its PID later than a look does. */
  #learn({ pid, birth }: SeenProcess): void {
    if (this.#gates.get(pid)?.birth !== birth) this.#gates.set(pid, { birth, command: undefined });
  }

  #tellOne(member: SeenProcess): ToldProcess {
    if (this.#isGate(member)) {
      this.confirm(member.pid, member.birth);
      return { ...member, plumbing: 'gate' };
    }
    const gate = this.#gates.get(member.ppid);
    if (gate === undefined) return member;
    const { pid, birth } = member;
    if (birth !== undefined) this.#gates.set(member.ppid, { ...gate, command: { pid, birth } });
    return { ...member, ppid: this.#host };
  }

  /** A PID that was given out again is no gate. */
  #isGate({ pid, birth }: SeenProcess): boolean {
    const gate = this.#gates.get(pid);
    return gate !== undefined && (gate.birth === undefined || gate.birth === birth);
  }

  /** Forgets those that have ended, or that nothing is left of which they started. */
  #prune(members: readonly SeenProcess[]): void {
    const wanted = new Set(
      members.flatMap((member) => (this.#isGate(member) ? [member.pid] : [member.ppid])),
    );
    for (const [pid, { birth }] of this.#gates) if (birth !== undefined && !wanted.has(pid)) this.drop(pid);
  }
}
