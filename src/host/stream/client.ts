import type { RawData, WebSocket } from 'ws';
import { requireRun } from '../operations/runs.js';
import type { Perform } from '../operations/perform.js';
import type { HostParts } from '../parts.js';
import { failureOf, Refusal } from '../refusal.js';
import { takeSnapshot } from '../snapshot.js';
import { closeCodes, type ToClient, type ToHost } from '../wire/index.js';
import { RateBound } from '../http/rate-bound.js';
import { Connection } from './connection.js';
import { OutputWatches } from './output-watches.js';
import { readMessage } from './read-message.js';
import { RunWatches } from './run-watches.js';

export interface ClientParts {
  readonly host: HostParts;
  readonly perform: Perform;
}

/** Where a connection that was cut had got to. */
export interface Resumption {
  readonly instance: string;
  readonly since: number;
}

const usageIntervalMs = 1000;
/** Answers that one client may wait for at once. */
const mostRequests = 64;

/** One connection over the WebSocket. */
export class Client {
  readonly #socket: WebSocket;
  readonly #parts: ClientParts;
  readonly #connection: Connection;
  readonly #outputs: OutputWatches;
  readonly #runs: RunWatches;
  readonly #rate = new RateBound({ perSecond: 1000, burst: 4000 });
  readonly #stopFollowing: () => void;
  readonly #stopActivity: () => void;
  #stopUsage: () => void = () => undefined;
  #requests = 0;

  constructor(socket: WebSocket, parts: ClientParts, resumption: Resumption | undefined) {
    this.#socket = socket;
    this.#parts = parts;
    this.#connection = new Connection(socket, {
      onBehind: () => this.#outputs.pause(),
      onCaughtUp: () => this.#beginAnew(),
    });
    this.#outputs = new OutputWatches(parts.host.panes, this.#connection);
    this.#runs = new RunWatches((message) => this.#connection.deliver(message));
    this.#stopFollowing = parts.host.feed.follow({
      onEvents: (frame) => this.#connection.tell(frame),
      onGap: () => this.#sendSnapshot(),
    });
    // A client shows which runs are idle and which are busy.
    this.#stopActivity = parts.host.registry.watchActivity();
    this.#begin(resumption);
    socket.on('message', (data, isBinary) => this.#receive(isBinary ? undefined : textOf(data)));
    socket.once('close', () => this.#close());
  }

  #begin(resumption: Resumption | undefined): void {
    const { feed, info } = this.#parts.host;
    const { instance } = info();
    const missed = resumption?.instance === instance ? feed.missedSince(resumption.since) : undefined;
    if (resumption === undefined || missed === undefined) return this.#sendSnapshot();
    this.#connection.send({ type: 'resumed', instance, seq: feed.seq });
    if (resumption.since < feed.seq) this.#connection.tell(missed);
  }

  #beginAnew(): void {
    this.#sendSnapshot();
    this.#outputs.resume();
  }

  /** The feed is where `seq` is only once everybody has been told. */
  #sendSnapshot(): void {
    this.#parts.host.feed.flush();
    this.#connection.send(takeSnapshot(this.#parts.host));
  }

  #receive(data: string | undefined): void {
    if (!this.#rate.take('')) return this.#socket.close(closeCodes.tooMany, 'too many messages at once');
    const read = data === undefined ? ({ status: 'noise' } as const) : readMessage(data);
    if (read.status === 'noise') return this.#socket.close(closeCodes.refused, 'what was sent is no message');
    if (read.status === 'message') return this.#tryAct(read.message);
    this.#complain({}, new Refusal('invalid-argument', read.complaint));
  }

  #tryAct(message: ToHost): void {
    try {
      this.#act(message);
    } catch (error) {
      const about = 'blockId' in message ? { blockId: message.blockId } : {};
      this.#complain('runId' in message ? { runId: message.runId } : about, error);
    }
  }

  #act(message: ToHost): void {
    const { host } = this.#parts;
    switch (message.type) {
      case 'request':
        return void this.#answer(message);
      case 'input':
        return void host.panes.get(message.blockId).write(message.data);
      case 'resize':
        return host.panes.get(message.blockId).resize(message.cols, message.rows);
      case 'watch-output':
        return this.#outputs.watch(message.blockId);
      case 'unwatch-output':
        return this.#outputs.unwatch(message.blockId);
      case 'seen':
        return this.#outputs.seen(message.blockId, message.offset);
      case 'watch-usage':
        return this.#watchUsage(message);
      case 'unwatch-usage':
        return this.#stopUsage();
      case 'watch-run':
        return this.#runs.watch(requireRun(host, message.runId));
      case 'unwatch-run':
        return this.#runs.unwatch(message.runId);
    }
  }

  async #answer({ id, operation, input }: Extract<ToHost, { type: 'request' }>): Promise<void> {
    if (this.#requests >= mostRequests) {
      const error = new Refusal('rate-limited', `${mostRequests} requests wait for their answer already`);
      return this.#connection.answer({ type: 'response', id, error: failureOf(error) });
    }
    this.#requests++;
    try {
      const result = await this.#parts.perform(operation, input);
      this.#respond({ type: 'response', id, result });
    } catch (error) {
      this.#respond({ type: 'response', id, error: this.#failureOf(error) });
    } finally {
      this.#requests--;
    }
  }

  /** After what was done has been told as events. */
  #respond(response: Extract<ToClient, { type: 'response' }>): void {
    this.#parts.host.feed.flush();
    this.#connection.answer(response);
  }

  #watchUsage({
    intervalMs = usageIntervalMs,
    ports = false,
  }: {
    intervalMs?: number;
    ports?: boolean;
  }): void {
    this.#stopUsage();
    this.#stopUsage = this.#parts.host.registry.watchUsage(
      (usages) => {
        const blocks = Array.from(usages, ([blockId, usage]) => ({ blockId, ...usage }));
        this.#connection.tellMessage({ type: 'usage', blocks });
      },
      { intervalMs, ports },
    );
  }

  #complain(about: { readonly blockId?: string; readonly runId?: number }, error: unknown): void {
    this.#connection.tellMessage({ type: 'problem', ...about, error: this.#failureOf(error) });
  }

  #failureOf(error: unknown) {
    const failure = failureOf(error);
    if (failure.code === 'internal') this.#parts.host.onError(error);
    return failure;
  }

  #close(): void {
    this.#stopFollowing();
    this.#stopActivity();
    this.#stopUsage();
    this.#outputs.close();
    this.#runs.close();
  }
}

/** One buffer, as a socket gives it unless it was told otherwise. */
function textOf(data: RawData): string | undefined {
  return Buffer.isBuffer(data) ? data.toString('utf8') : undefined;
}
