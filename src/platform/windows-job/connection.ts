import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { type Json, isObject, number, object, parseObject, text } from './decode.js';
import { CallFailure } from './failures.js';
import { LineReader } from './line-reader.js';

const protocolVersion = 2;
/** The descriptions of some ten thousand new members. */
const defaultMostLineBytes = 64 * 1024 * 1024;
/** A greeting is a short line. */
const mostGreetingBytes = 4096;
const defaultCallBoundMs = 2000;
const defaultStartBoundMs = 10_000;
/** Closing its jobs is the last it does; what has not ended by then does not end. */
const exitBoundMs = 3000;
const mostNoise = 200;

/** How the helper is started. */
export interface HelperCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** How long one question may take. Default 2 s. */
  readonly callBoundMs?: number | undefined;
  /** How long it may take to start. Default 10 s. */
  readonly startBoundMs?: number | undefined;
  /** A longer answer is dropped. Default 64 MiB. */
  readonly mostLineBytes?: number | undefined;
}

export interface Hello {
  readonly protocol: number;
  readonly version: string;
  readonly pid: number;
  readonly birth: string;
}

interface Hint {
  readonly job: string;
  readonly what: string;
}

/** What comes unasked. */
export interface ConnectionListener {
  readonly onHint: (hint: Hint) => void;
  /** Something was said that nobody can make sense of; the helper is left alone, as panes depend on it. */
  readonly onNoise: (reason: string) => void;
  /** It has ended without being asked to. */
  readonly onLost: (reason: string) => void;
}

interface Pending {
  readonly resolve: (answer: Json) => void;
  readonly reject: (error: Error) => void;
  /** Keeps the host's event loop alive for the answer, which the pipe itself does not. */
  readonly timer: NodeJS.Timeout;
}

/** One helper process: questions and answers over its standard input and output. */
export class Connection {
  readonly hello: Hello;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #pending = new Map<number, Pending>();
  readonly #callBoundMs: number;
  readonly #listener: ConnectionListener;
  readonly #exited: Promise<void>;
  #lost: string | undefined;
  #isClosing = false;
  #id = 0;

  /** Rejects where it does not start, says nothing in time or speaks another protocol. */
  static async open(command: HelperCommand, listener: ConnectionListener): Promise<Connection> {
    const child = spawn(command.file, [...command.args], { windowsHide: true, stdio: 'pipe' });
    try {
      const greeting = await firstLine(child, command.startBoundMs ?? defaultStartBoundMs);
      return new Connection(
        { child, hello: readHello(greeting.line), rest: greeting.rest },
        command,
        listener,
      );
    } catch (error) {
      child.kill();
      throw error;
    }
  }

  private constructor(
    { child, hello, rest }: { child: ChildProcessWithoutNullStreams; hello: Hello; rest: readonly Buffer[] },
    { callBoundMs = defaultCallBoundMs, mostLineBytes = defaultMostLineBytes }: HelperCommand,
    listener: ConnectionListener,
  ) {
    this.#child = child;
    this.hello = hello;
    this.#callBoundMs = callBoundMs;
    this.#listener = listener;
    const reader = new LineReader(mostLineBytes, {
      onLine: (line) => this.#hear(line),
      onOversized: (bytes) => this.#listener.onNoise(`the helper wrote a line of ${bytes} bytes`),
    });
    for (const chunk of rest) reader.push(chunk);
    child.stdout.on('data', (chunk: Buffer) => reader.push(chunk));
    this.#exited = new Promise((resolve) => {
      child.once('exit', (code, signal) =>
        resolve(this.#end(`the helper has ended (${signal ?? `exit code ${code}`})`)),
      );
      if (child.exitCode !== null) resolve(this.#end(`the helper has ended (exit code ${child.exitCode})`));
    });
    unref(child);
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  ask(op: string, asks: Json = {}): Promise<Json> {
    if (this.#lost !== undefined) return Promise.reject(new Error(this.#lost));
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(id, op), this.#callBoundMs);
      this.#pending.set(id, { resolve, reject, timer });
      this.#child.stdin.write(`${JSON.stringify({ id, op, ...asks })}\n`);
    });
  }

  /** End of file on its standard input ends it, and with it each job that is killed on close. */
  async close(): Promise<void> {
    if (this.#lost !== undefined) return;
    this.#isClosing = true;
    this.#child.ref();
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), exitBoundMs);
    await this.#exited;
    clearTimeout(timer);
  }

  #hear(line: string): void {
    if (line === '') return;
    const said = parseObject(line);
    if (said === undefined) {
      return this.#listener.onNoise(`the helper wrote ${JSON.stringify(line.slice(0, mostNoise))}`);
    }
    const { hint, id } = said;
    if (typeof hint === 'string') return this.#listener.onHint({ job: hint, what: text(said, 'what') });
    const pending = typeof id === 'number' ? this.#take(id) : undefined;
    if (pending === undefined) return;
    if (said['ok'] === true) pending.resolve(said);
    else pending.reject(toFailure(said['error']));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }

  #giveUp(id: number, op: string): void {
    this.#take(id)?.reject(new Error(`the helper did not answer ${op} within ${this.#callBoundMs} ms`));
  }

  #end(reason: string): void {
    if (this.#lost !== undefined) return;
    this.#lost = reason;
    for (const id of this.#pending.keys()) this.#take(id)?.reject(new Error(reason));
    if (!this.#isClosing) this.#listener.onLost(reason);
  }
}

function readHello(line: string): Hello {
  const hello = object(parseObject(line) ?? {}, 'hello');
  const protocol = number(hello, 'protocol');
  const version = text(hello, 'version');
  if (protocol !== protocolVersion) {
    throw new Error(`the helper ${version} speaks protocol ${protocol}, this is for ${protocolVersion}`);
  }
  return { protocol, version, pid: number(hello, 'pid'), birth: text(hello, 'birth') };
}

/** What came after the first line is handed on. */
function firstLine(
  child: ChildProcessWithoutNullStreams,
  boundMs: number,
): Promise<{ readonly line: string; readonly rest: readonly Buffer[] }> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const timer = setTimeout(
      () => reject(new Error(`the helper said nothing within ${boundMs} ms`)),
      boundMs,
    );
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.stdout.off('data', onData);
      act();
    };
    const onData = (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk]);
      const end = seen.indexOf('\n');
      if (end === -1 && seen.length <= mostGreetingBytes) return;
      settle(() => resolve({ line: seen.subarray(0, end).toString(), rest: [seen.subarray(end + 1)] }));
    };
    child.stdout.on('data', onData);
    child.on('error', (error) => settle(() => reject(error)));
    // Where it dies with a question on its way; its exit tells.
    child.stdin.on('error', () => {});
    child.stderr.resume();
    child.once('exit', (code) =>
      settle(() => reject(new Error(`the helper ended at once with code ${code}`))),
    );
  });
}

function toFailure(error: unknown): CallFailure {
  const { call, code, text: said } = isObject(error) ? error : {};
  return new CallFailure(
    typeof call === 'string' ? call : 'the helper',
    typeof code === 'number' ? code : 0,
    typeof said === 'string' ? said : 'gave no reason',
  );
}

/** Neither the process nor its pipes keep the host alive. */
function unref(child: ChildProcessWithoutNullStreams): void {
  child.unref();
  const streams = [child.stdin, child.stdout, child.stderr];
  for (const stream of streams) if (stream instanceof Socket) stream.unref();
}
