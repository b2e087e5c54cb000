import { win32 } from 'node:path';
import type { SeenProcess, Target } from './job-helper.js';

/** A member as it is told: with its place in the block. */
export interface ToldProcess extends SeenProcess {
  readonly plumbing?: 'launcher';
}

interface Launcher {
  /** Unknown until the launcher has been seen: then whoever has the PID is the launcher. */
  readonly birth: string | undefined;
  readonly command: Target | undefined;
}

/**
 * The launchers of a block: each waits beside its command, inside the job or outside it. They are told as plumbing, and
 * their commands as what they are to their user: children of the host.
 */
export class Launchers {
  readonly #host: number;
  readonly #isLauncherLine: (seen: SeenProcess) => boolean;
  readonly #launchers = new Map<number, Launcher>();

  /** `line`: what only the command line of a launcher to this block has in it. */
  constructor(host: number, { file, line }: { readonly file: string; readonly line: string }) {
    const name = win32.basename(file).toLowerCase();
    this.#host = host;
    this.#isLauncherLine = ({ image, command }) =>
      image !== undefined &&
      win32.basename(image).toLowerCase() === name &&
      command?.includes(` exec ${line}`) === true;
  }

  /** Those whose identity is known. */
  get identities(): readonly Target[] {
    return [...this.#launchers].flatMap(([pid, { birth }]) => (birth === undefined ? [] : [{ pid, birth }]));
  }

  has(pid: number): boolean {
    return this.#launchers.has(pid);
  }

  /** What it was started for, once that has been seen. */
  commandOf(pid: number): Target | undefined {
    return this.#launchers.get(pid)?.command;
  }

  add(pid: number): void {
    if (!this.has(pid)) this.#launchers.set(pid, { birth: undefined, command: undefined });
  }

  confirm(pid: number, birth: string | undefined): void {
    const launcher = this.#launchers.get(pid);
    if (launcher !== undefined) this.#launchers.set(pid, { ...launcher, birth: launcher.birth ?? birth });
  }

  drop(pid: number): void {
    this.#launchers.delete(pid);
  }

  tell(members: readonly SeenProcess[]): readonly ToldProcess[] {
    for (const member of members) if (this.#isLauncherLine(member)) this.#learn(member);
    if (this.#launchers.size === 0) return members;
    const told = members.map((member) => this.#tellOne(member));
    this.#prune(members);
    return told;
  }

  /** Whoever asks to run a command through a launcher may learn of its PID later than a look does. */
  #learn({ pid, birth }: SeenProcess): void {
    if (this.#launchers.get(pid)?.birth !== birth) this.#launchers.set(pid, { birth, command: undefined });
  }

  #tellOne(member: SeenProcess): ToldProcess {
    if (this.#isLauncher(member)) {
      this.confirm(member.pid, member.birth);
      return { ...member, plumbing: 'launcher' };
    }
    const launcher = this.#launchers.get(member.ppid);
    if (launcher === undefined) return member;
    const { pid, birth } = member;
    if (birth !== undefined) this.#launchers.set(member.ppid, { ...launcher, command: { pid, birth } });
    return { ...member, ppid: this.#host };
  }

  /** A PID that was given out again is no launcher. */
  #isLauncher({ pid, birth }: SeenProcess): boolean {
    const launcher = this.#launchers.get(pid);
    return launcher !== undefined && (launcher.birth === undefined || launcher.birth === birth);
  }

  /** Forgets those that have ended, or that nothing is left of which they started. */
  #prune(members: readonly SeenProcess[]): void {
    const wanted = new Set(
      members.flatMap((member) => (this.#isLauncher(member) ? [member.pid] : [member.ppid])),
    );
    for (const [pid, { birth }] of this.#launchers) {
      if (birth !== undefined && !wanted.has(pid)) this.drop(pid);
    }
  }
}
