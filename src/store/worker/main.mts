import { type MessagePort, parentPort } from 'node:worker_threads';
import { type EngineOptions, type FromThread, readingCalls, type ToThread } from '../protocol.js';
import { RefusedFile, toProblem } from './failures.js';
import { loadSqlite } from './load-sqlite.js';
import { Opener } from './opener.js';
import type { Sqlite } from './sqlite.js';
import { Writer } from './writer.js';

type Tell = (message: FromThread) => void;
type Call = Extract<ToThread, { readonly kind: 'call' }>;

/** The store's thread. What it is told waits its turn in the writer; what it is asked is read in between. */
class StoreThread {
  readonly #path: string;
  readonly #tell: Tell;
  readonly #opener: Opener;
  readonly #writer: Writer;

  constructor(sqlite: Sqlite, options: EngineOptions, tell: Tell) {
    this.#path = options.path;
    this.#tell = tell;
    this.#opener = new Opener(sqlite, options, (problem) =>
      tell({ kind: 'problem', problem, state: 'ready' }),
    );
    this.#writer = new Writer(this.#opener, options, {
      written: (count) => tell({ kind: 'written', count }),
      lost: (count, problem) => tell({ kind: 'lost', count, problem }),
      failing: (problem) => tell({ kind: 'problem', problem, state: 'failing' }),
      recovered: () => tell({ kind: 'recovered' }),
    });
  }

  /** Any other failure is met again by whoever needs the file. */
  open(): void {
    try {
      this.#opener.engine();
      this.#tell({ kind: 'opened', refusal: undefined });
    } catch (error) {
      const refusal = error instanceof RefusedFile ? toProblem(error, this.#path) : undefined;
      this.#tell({ kind: 'opened', refusal });
    }
  }

  hear(message: ToThread): void {
    if (message.kind === 'changes') this.#writer.addChanges(message.changes);
    else if (message.kind === 'call') this.#answer(message);
    else if (message.kind === 'close') this.#writer.drain(() => this.#close());
  }

  #answer(call: Call): void {
    const { id, name, argument } = call;
    if (readingCalls.has(name)) return this.#writer.addRead(() => this.#read(call));
    this.#writer.addCall({
      name,
      argument,
      answer: (value) => this.#tell({ kind: 'answer', id, value }),
      fail: (problem) => this.#tell({ kind: 'failure', id, problem }),
    });
  }
  #read({ id, name, argument }: Call): void {
    try {
      this.#tell({ kind: 'answer', id, value: this.#opener.engine().read(name, argument) });
    } catch (error) {
      this.#opener.replaceDamaged(error);
      this.#tell({ kind: 'failure', id, problem: toProblem(error, this.#path) });
    }
  }

  #close(): void {
    this.#opener.close();
    this.#tell({ kind: 'closed' });
  }
}

async function start(options: EngineOptions, tell: Tell): Promise<StoreThread | undefined> {
  try {
    return new StoreThread(await loadSqlite(), options, tell);
  } catch (error) {
    tell({ kind: 'unavailable', message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

function main(port: MessagePort): void {
  const tell = (message: FromThread) => port.postMessage(message);
  let thread: StoreThread | undefined;
  const open = async (options: EngineOptions) => {
    thread = await start(options, tell);
    thread?.open();
  };
  port.on('message', (message: ToThread) => {
    if (message.kind !== 'open') return thread?.hear(message);
    void open(message.options);
  });
}

if (parentPort !== null) main(parentPort);
