import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename } from 'node:path';
import type { NodePty, Terminal, TerminalOptions } from './terminal.js';

/** The part of Bun's own API that opens terminals; `Terminal` is there since Bun 1.3.5. */
export interface Bun {
  readonly Terminal?: unknown;
  spawn(command: readonly string[], options: BunOptions): BunProcess;
}

interface BunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly terminal: {
    readonly cols: number;
    readonly rows: number;
    readonly name: string;
    readonly data: (terminal: BunTerminal, bytes: Uint8Array) => void;
    readonly exit: () => void;
  };
}

interface BunTerminal {
  /** Takes all of it, and queues what the program has not read. */
  write(data: string | Uint8Array): number;
  resize(cols: number, rows: number): void;
  close(): void;
}

interface BunProcess {
  readonly pid: number;
  readonly terminal: BunTerminal;
  /** 128 and the number of the signal where one has ended it. */
  readonly exited: Promise<number>;
  readonly signalCode: NodeJS.Signals | null;
  kill(signal: string): void;
}

type Exit = Parameters<Parameters<Terminal['onExit']>[0]>[0];

/** As node-pty: what else has the terminal open may print for so long after the program has ended. */
const mostDrainMs = 200;

/**
 * Bun's own terminals with the API of node-pty. node-pty itself fails on Bun: the program gets a hang-up after its first
 * output, and the exit is reported as code 0. Undefined on every other runtime.
 */
export function bunTerminals(bun: Bun | undefined = bunHere()): NodePty | undefined {
  if (bun?.Terminal === undefined) return undefined;
  return { spawn: (file, args, options) => new TerminalOfBun(bun, [file, ...args], options) };
}

declare const Bun: Bun | undefined;

function bunHere(): Bun | undefined {
  return typeof Bun === 'undefined' ? undefined : Bun;
}

class TerminalOfBun implements Terminal {
  readonly pid: number;
  cols: number;
  rows: number;
  handleFlowControl = false;
  readonly #process: BunProcess;
  readonly #file: string;
  readonly #dataListeners = new Set<(data: string) => void>();
  readonly #exitListeners = new Set<(exit: Exit) => void>();
  readonly #decode: (bytes: Uint8Array) => string;
  /** Bun cannot stop reading, so that this grows while it is paused. */
  readonly #held: string[] = [];
  #isPaused = false;
  #isOpen = true;
  #exit: Exit | undefined;

  constructor(bun: Bun, command: readonly [string, ...string[]], options: TerminalOptions) {
    const { cols, rows, name, cwd, env, encoding } = options;
    this.cols = cols;
    this.rows = rows;
    this.#file = command[0];
    this.#decode = decoderFor(encoding);
    const closed = new EventEmitter();
    const isClosed = once(closed, 'closed');
    const data = (_: BunTerminal, bytes: Uint8Array) => this.#receive(bytes);
    const terminal = { cols, rows, name, data, exit: () => void closed.emit('closed') };
    this.#process = bun.spawn(command, { cwd, env, terminal });
    this.pid = this.#process.pid;
    void this.#end(isClosed);
  }

  /** The program that has the terminal in the foreground. */
  get process(): string {
    try {
      const stat = readFileSync(`/proc/${this.pid}/stat`, 'utf8');
      const [, , , , , foreground = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return readFileSync(`/proc/${foreground}/comm`, 'utf8').trimEnd();
    } catch {
      return basename(this.#file);
    }
  }

  readonly onData = (listener: (data: string) => void): { dispose(): void } => {
    this.#dataListeners.add(listener);
    return { dispose: () => void this.#dataListeners.delete(listener) };
  };

  readonly onExit = (listener: (exit: Exit) => void): { dispose(): void } => {
    this.#exitListeners.add(listener);
    return { dispose: () => void this.#exitListeners.delete(listener) };
  };

  write(data: string | Buffer): void {
    if (this.#isOpen) this.#process.terminal.write(data);
  }

  resize(cols: number, rows: number): void {
    if (!this.#isOpen) return;
    this.#process.terminal.resize(cols, rows);
    this.cols = cols;
    this.rows = rows;
  }

  /** There is something to clear on Windows alone. */
  clear(): void {}

  kill(signal = 'SIGHUP'): void {
    if (this.#isOpen) this.#process.kill(signal);
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    for (const data of this.#held.splice(0)) this.#emit(data);
    this.#emitExit();
  }

  #receive(bytes: Uint8Array): void {
    const data = this.#decode(bytes);
    if (this.#isPaused) this.#held.push(data);
    else this.#emit(data);
  }

  #emit(data: string): void {
    for (const listener of this.#dataListeners) listener(data);
  }

  async #end(closed: Promise<unknown>): Promise<void> {
    const code = await this.#process.exited;
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, mostDrainMs))]);
    this.#isOpen = false;
    this.#process.terminal.close();
    const { signalCode } = this.#process;
    this.#exit =
      signalCode === null ? { exitCode: code } : { exitCode: 0, signal: constants.signals[signalCode] };
    this.#emitExit();
  }

  /** After all output, which a pause may hold back. */
  #emitExit(): void {
    const exit = this.#exit;
    if (exit === undefined || this.#isPaused) return;
    this.#exit = undefined;
    for (const listener of this.#exitListeners) listener(exit);
  }
}

function decoderFor(encoding: string | null): (bytes: Uint8Array) => string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as node-pty, whose types say string for this as well
  if (encoding === null) return (bytes) => Buffer.from(bytes) as unknown as string;
  const decoder = new TextDecoder(encoding);
  return (bytes) => decoder.decode(bytes, { stream: true });
}
