import type { Failure } from '../../host/wire/failure.js';
import type { Screen } from '../../host/wire/pane.js';
import type { ToClient } from '../../host/wire/to-client.js';
import type { ToHost } from '../../host/wire/to-host.js';

/** Where the output of a pane goes. */
export interface OutputSink {
  onScreen(screen: Screen): void;
  onOutput(data: string, offset: number): void;
  onProblem(failure: Failure): void;
}

/** Where the output of a run goes. */
export interface RunSink {
  /** What is held comes again with each connection. */
  onRestart(): void;
  onOutput(data: string, missedBytes: number): void;
  onEnded(): void;
  onProblem(failure: Failure): void;
}

/** What somebody looks at: asked for again with each new connection, because the host forgets with the old one. */
export class Watches {
  readonly #send: (message: ToHost) => void;
  readonly #outputs = new Map<string, OutputSink>();
  readonly #runs = new Map<number, RunSink>();
  #usage: 'watched' | 'not-watched' = 'not-watched';

  constructor(send: (message: ToHost) => void) {
    this.#send = send;
  }

  /** One sink for each pane: a second one replaces the first. */
  output(blockId: string, sink: OutputSink): () => void {
    this.#outputs.set(blockId, sink);
    this.#send({ type: 'watch-output', blockId });
    return () => {
      if (this.#outputs.get(blockId) !== sink) return;
      this.#outputs.delete(blockId);
      this.#send({ type: 'unwatch-output', blockId });
    };
  }

  run(runId: number, sink: RunSink): () => void {
    this.#runs.set(runId, sink);
    this.#send({ type: 'watch-run', runId });
    return () => {
      if (this.#runs.get(runId) !== sink) return;
      this.#runs.delete(runId);
      this.#send({ type: 'unwatch-run', runId });
    };
  }

  usage(wish: 'watched' | 'not-watched'): void {
    if (this.#usage === wish) return;
    this.#usage = wish;
    this.#send(wish === 'watched' ? watchUsage : { type: 'unwatch-usage' });
  }

  renew(): void {
    if (this.#usage === 'watched') this.#send(watchUsage);
    for (const blockId of this.#outputs.keys()) this.#send({ type: 'watch-output', blockId });
    for (const [runId, sink] of this.#runs) {
      sink.onRestart();
      this.#send({ type: 'watch-run', runId });
    }
  }

  /** Hands on what is output; everything else is not for here. */
  deliver(message: ToClient): void {
    if (message.type === 'screen') this.#outputs.get(message.screen.blockId)?.onScreen(message.screen);
    if (message.type === 'output') {
      this.#outputs.get(message.blockId)?.onOutput(message.data, message.offset);
    }
    if (message.type === 'run-output') {
      this.#runs.get(message.runId)?.onOutput(message.data, message.missedBytes);
    }
    if (message.type === 'run-output-ended') this.#runs.get(message.runId)?.onEnded();
    if (message.type === 'problem') this.#tellProblem(message);
  }

  #tellProblem({ blockId, runId, error }: Extract<ToClient, { readonly type: 'problem' }>): void {
    if (blockId !== undefined) this.#outputs.get(blockId)?.onProblem(error);
    if (runId !== undefined) this.#runs.get(runId)?.onProblem(error);
  }
}

const watchUsage: ToHost = { type: 'watch-usage', intervalMs: 1000, ports: true };
