import { constants } from 'node:os';

/**
 * Signals that mean something to the command, not to panetree: all that a process can catch, but those that end the
 * pane (SIGTERM, SIGHUP), report a fault of the process itself, or belong to Node (SIGCHLD, SIGPIPE, SIGPROF). Node
 * offers no listener for real-time signals.
 */
const passed: readonly NodeJS.Signals[] = [
  'SIGINT',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGALRM',
  'SIGVTALRM',
  'SIGCONT',
  'SIGTSTP',
  'SIGWINCH',
  'SIGURG',
  'SIGIO',
  'SIGPWR',
  'SIGSTKFLT',
  'SIGINFO',
  'SIGBREAK',
];

/** A terminal sends these to the whole process group, the command included. */
const fromTerminal: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT', 'SIGTSTP', 'SIGINFO']);
/** A second Ctrl-C ends panetree when the command has ended and its leftovers are slow to. */
const untilItsEnd = ['SIGINT', 'SIGQUIT', 'SIGBREAK'] as const;

const undoneBy: Partial<Record<NodeJS.Signals, NodeJS.Signals>> = { SIGCONT: 'SIGTSTP', SIGTSTP: 'SIGCONT' };

export interface Receiver {
  readonly send: (signal: NodeJS.Signals) => void;
  /** `shared`: the command is in the process group that the terminal signals. */
  readonly terminal: 'shared' | 'own';
}

/** Catches signals from the start, keeps those that come before the command runs, and passes them on. */
export class PassedSignals {
  #waiting: readonly NodeJS.Signals[] = [];
  #receiver: Receiver | undefined;

  constructor() {
    for (const signal of passed) if (signal in constants.signals) process.on(signal, this.#onSignal);
  }

  /** The command runs. */
  to(receiver: Receiver): void {
    this.#receiver = receiver;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const signal of waiting) {
      // A stop may have come before the command was there; a second stop of a stopped process changes nothing.
      this.#take(signal, signal === 'SIGTSTP' ? { ...receiver, terminal: 'own' } : receiver);
    }
  }

  /** The command has ended: what still comes is nobody's, and must not end panetree before its leftovers. */
  commandEnded(): void {
    this.#receiver = { send: () => undefined, terminal: 'own' };
    for (const signal of untilItsEnd) process.off(signal, this.#onSignal);
  }

  stop(): void {
    for (const signal of passed) process.off(signal, this.#onSignal);
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    if (this.#receiver === undefined) this.#keep(signal);
    else this.#take(signal, this.#receiver);
  };

  /** As in the kernel a stop and its end undo each other: a panetree that stopped later would miss the end. */
  #keep(signal: NodeJS.Signals): void {
    const undone = undoneBy[signal];
    this.#waiting = [...this.#waiting.filter((each) => each !== undone), signal];
  }

  /** The command stops with panetree, and goes on with it by SIGCONT. A panetree that is stopped passes nothing on. */
  #take(signal: NodeJS.Signals, receiver: Receiver): void {
    this.#pass(signal, receiver);
    if (signal === 'SIGTSTP') this.#stop();
  }

  /** By the default action: in an orphaned process group the kernel stops neither panetree nor its command (setpgid(2)). */
  #stop(): void {
    process.off('SIGTSTP', this.#onSignal);
    process.kill(process.pid, 'SIGTSTP');
    process.on('SIGTSTP', this.#onSignal);
  }

  #pass(signal: NodeJS.Signals, { send, terminal }: Receiver): void {
    // Twice would be once too often.
    if (terminal === 'shared' && fromTerminal.has(signal)) return;
    send(signal);
  }
}
