import { EventEmitter } from 'node:events';

/** How a program in memory behaves. */
export interface Traits {
  readonly ignores?: readonly NodeJS.Signals[];
  /** On SIGHUP and SIGTERM, which it ignores then, it forks this many that do as they are told. */
  readonly forksOnSignal?: number;
  /** As in state D: no signal reaches it. */
  readonly isUnkillable?: boolean;
}

export interface FakeProcess {
  readonly pid: number;
  readonly birth: string;
  readonly startedAt: number;
  readonly traits: Traits;
  ppid: number;
  name: string;
  command: string;
  state: 'running' | 'stopped' | 'zombie';
  /** Path of the container it lives in, as a cgroup path is. */
  place: string;
  exitCode: number | undefined;
  exitSignal: NodeJS.Signals | undefined;
  readonly pending: Set<NodeJS.Signals>;
}

export interface NewProcess {
  readonly ppid?: number;
  readonly name: string;
  readonly command?: string;
  readonly traits?: Traits;
  readonly place?: string;
  /** Default: the next one that was never given out. */
  readonly pid?: number;
}

/** Above every real `pid_max`, so that a fake PID can never hit a real process. */
const firstPid = 5_000_000;

export const outside = '/outside';

/** Processes in memory, with the rules of a real kernel that matter here. */
export class FakeKernel {
  readonly #processes = new Map<number, FakeProcess>();
  readonly #frozen = new Set<string>();
  /** `change` (place): a process has come to or gone from it. `exit` (process). */
  readonly events = new EventEmitter();
  #nextPid = firstPid;
  #births = 0;

  constructor() {
    this.events.setMaxListeners(0);
  }

  start({ ppid = process.pid, name, command, traits = {}, place = outside, pid }: NewProcess): FakeProcess {
    const started: FakeProcess = {
      pid: pid ?? this.#nextPid++,
      birth: `fake-boot:${++this.#births}`,
      startedAt: Date.now(),
      traits,
      ppid,
      name,
      command: command ?? `${name} --fake`,
      state: 'running',
      place,
      exitCode: undefined,
      exitSignal: undefined,
      pending: new Set(),
    };
    this.#processes.set(started.pid, started);
    this.#changed(place);
    return started;
  }

  /** A child of its own, in the place of its parent and with what the parent has taught it. */
  fork(parent: FakeProcess, name: string, traits: Traits = {}): FakeProcess {
    return this.start({ ppid: parent.pid, name, traits, place: parent.place });
  }

  find(pid: number): FakeProcess | undefined {
    return this.#processes.get(pid);
  }

  isAlive({ pid, birth }: Pick<FakeProcess, 'pid' | 'birth'>): boolean {
    const found = this.#processes.get(pid);
    return found?.birth === birth && found.state !== 'zombie';
  }

  /** Live processes in a place. */
  in(place: string): readonly FakeProcess[] {
    return [...this.#processes.values()].filter((each) => each.place === place && each.state !== 'zombie');
  }

  descendants(root: FakeProcess): readonly FakeProcess[] {
    const found = [root];
    for (const parent of found) {
      found.push(...[...this.#processes.values()].filter(({ ppid }) => ppid === parent.pid));
    }
    return found.filter(({ state }) => state !== 'zombie');
  }

  move(process_: FakeProcess, place: string): void {
    const from = process_.place;
    process_.place = place;
    this.#changed(from);
    this.#changed(place);
  }

  signal(target: FakeProcess, signal: NodeJS.Signals): void {
    if (target.state === 'zombie' || target.traits.isUnkillable === true) return;
    if (signal === 'SIGKILL') this.end(target, { signal });
    else if (signal === 'SIGSTOP') target.state = 'stopped';
    else if (signal === 'SIGCONT') this.#continue(target);
    else if (target.state === 'stopped' || this.#frozen.has(target.place)) target.pending.add(signal);
    else this.#deliver(target, signal);
  }

  end(target: FakeProcess, how: { readonly code?: number; readonly signal?: NodeJS.Signals }): void {
    if (!this.isAlive(target)) return;
    target.exitCode = how.code;
    target.exitSignal = how.signal;
    for (const child of this.#processes.values()) if (child.ppid === target.pid) child.ppid = 1;
    this.#processes.delete(target.pid);
    this.events.emit('exit', target);
    this.#changed(target.place);
  }

  endEverything(): void {
    for (const each of this.#processes.values()) this.end(each, { signal: 'SIGKILL' });
  }

  /** Ended, but nobody has waited for it. */
  leaveZombie(target: FakeProcess): void {
    target.state = 'zombie';
    this.#changed(target.place);
  }

  freeze(place: string): void {
    this.#frozen.add(place);
  }

  thaw(place: string): void {
    if (!this.#frozen.delete(place)) return;
    for (const each of this.in(place)) if (each.state === 'running') this.#deliverPending(each);
  }

  #continue(target: FakeProcess): void {
    if (target.state === 'stopped') target.state = 'running';
    if (!this.#frozen.has(target.place)) this.#deliverPending(target);
  }

  #deliverPending(target: FakeProcess): void {
    for (const signal of target.pending) {
      target.pending.delete(signal);
      this.#deliver(target, signal);
    }
  }

  #deliver(target: FakeProcess, signal: NodeJS.Signals): void {
    const { ignores = [], forksOnSignal } = target.traits;
    if (forksOnSignal !== undefined && (signal === 'SIGHUP' || signal === 'SIGTERM')) {
      for (let count = 0; count < forksOnSignal; count++) this.fork(target, 'spawn-of-storm');
    } else if (!ignores.includes(signal) && !isHarmless(signal)) {
      this.end(target, { signal });
    }
  }

  /** Listeners hear of it later, as through a file watch. */
  #changed(place: string): void {
    setImmediate(() => this.events.emit('change', place));
  }
}

/** What does nothing to a process that has no handler for it. */
function isHarmless(signal: NodeJS.Signals): boolean {
  return ['SIGWINCH', 'SIGCHLD', 'SIGURG'].includes(signal);
}
