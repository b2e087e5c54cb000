import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import {
  type Block,
  type BlockUsage,
  type HistoryEntry,
  type HostEvent,
  type LimitUsage,
  type Pane,
  protocol,
  type ToClient,
  type ToHost,
} from '../../../src/host/wire/index.js';
import { type Answer, fakeAnswers } from './fake-answers.js';
import { historyOf } from './fake-history.js';
import { applyToWorld, type FakeWorld } from './fake-world.js';
import { serveFile } from './static-files.js';

/** A host without processes: what it tells is made up, and what it is told is remembered. */
export class FakeHost {
  readonly world: FakeWorld;
  /** Everything clients have sent, in order. */
  readonly received: ToHost[] = [];
  /** What its store has, oldest first. */
  readonly history: HistoryEntry[] = [];
  /** What was set, by block. */
  readonly limits = new Map<string, LimitUsage>();
  /** What is answered in place of `fakeAnswers`. */
  readonly answers = new Map<string, Answer>();
  /** Of a screen that was read before the pane had its size, by block. */
  readonly olderSizes = new Map<string, Pick<Pane, 'cols' | 'rows' | 'resizes'>>();
  /** Whether it takes connections. */
  door: 'open' | 'closed' | 'locked' = 'open';
  /** The subprotocols of the latest client. */
  offered: readonly string[] = [];
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => {
      this.offered = [...offered];
      return protocol;
    },
  });
  readonly #events: HostEvent[] = [];
  readonly #offsets = new Map<string, number>();
  #instance = 'fake-1';

  static async start(world: FakeWorld): Promise<FakeHost> {
    const host = new FakeHost(world);
    await new Promise<void>((resolve) => host.#server.listen(0, '127.0.0.1', resolve));
    return host;
  }

  private constructor(world: FakeWorld) {
    this.world = world;
    this.#server = createServer((request, response) => {
      if (request.url === '/api/host') response.writeHead(this.door === 'locked' ? 401 : 200).end('{}');
      else serveFile(request, response);
    });
    this.#server.on('upgrade', (request, socket, head) => {
      if (this.door !== 'open') {
        socket.end(this.door === 'locked' ? 'HTTP/1.1 401 Unauthorized\r\n\r\n' : '');
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        this.#welcome(client, new URL(request.url ?? '/', this.url).searchParams);
      });
    });
  }

  get url(): string {
    // The server listens on TCP, so that its address is not the name of a pipe.
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/`;
  }

  get seq(): number {
    return this.#events.length;
  }

  get clients(): number {
    return this.#sockets.clients.size;
  }

  block(blockId: string): Block {
    const block = this.world.blocks.get(blockId);
    if (block === undefined) throw new Error(`the fake host has no block ${blockId}`);
    return block;
  }

  emit(...events: readonly HostEvent[]): void {
    const firstSeq = this.seq + 1;
    for (const event of events) {
      applyToWorld(this.world, event);
      this.#events.push(event);
      const entry = historyOf(event, this.history.length + 1);
      if (entry !== undefined) this.history.push(entry);
    }
    this.broadcast({ type: 'events', firstSeq, events });
  }

  tick(): void {
    const blocks = [...this.world.blocks.keys()].flatMap((blockId) => this.usage(blockId) ?? []);
    this.broadcast({ type: 'usage', blocks });
  }

  usage(blockId: string): BlockUsage | undefined {
    const usage = this.world.usage(blockId);
    const limits = this.limits.get(blockId);
    return usage === undefined || limits === undefined ? usage : { ...usage, limits };
  }

  print(blockId: string, data: string): void {
    const offset = this.#offsets.get(blockId) ?? 0;
    this.#offsets.set(blockId, offset + data.length);
    this.world.screens.set(blockId, (this.world.screens.get(blockId) ?? '') + data);
    this.broadcast({ type: 'output', blockId, offset, data });
  }

  broadcast(message: ToClient): void {
    const text = JSON.stringify(message);
    for (const client of this.#sockets.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
  }

  /** Cuts every connection without a word. */
  cut(): void {
    for (const client of this.#sockets.clients) client.terminate();
  }

  /** Ends every connection and says why. */
  close(code: number, reason: string): void {
    for (const client of this.#sockets.clients) client.close(code, reason);
  }

  /** As if it had been started again: nobody can go on where they were. */
  restart(): void {
    this.#instance = `fake-${Number(this.#instance.slice(5)) + 1}`;
    this.#events.length = 0;
    this.cut();
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #welcome(client: WebSocket, resumption: URLSearchParams): void {
    const since = Number(resumption.get('since'));
    const instance = this.#instance;
    if (resumption.get('instance') === instance && since <= this.seq) {
      const missed = this.#events.slice(since);
      tell(client, { type: 'resumed', instance, seq: since });
      if (missed.length > 0) tell(client, { type: 'events', firstSeq: since + 1, events: missed });
    } else this.#sendSnapshot(client);
    client.on('message', (data) => {
      // oxlint-disable-next-line typescript/no-base-to-string -- ws gives a Buffer, whose text this is
      this.#take(client, JSON.parse(String(data)) as ToHost);
    });
  }

  #sendSnapshot(client: WebSocket): void {
    const { host, panes, blocks, runs, leftovers } = this.world;
    tell(client, {
      type: 'snapshot',
      instance: this.#instance,
      seq: this.seq,
      host: { ...host, instance: this.#instance },
      panes: [...panes.values()],
      blocks: [...blocks.values()],
      runs: [...runs.values()],
      leftovers,
    });
  }

  #take(client: WebSocket, message: ToHost): void {
    this.received.push(message);
    if (message.type === 'request') this.#answer(client, message);
    if (message.type === 'watch-output') this.#sendScreen(client, message.blockId);
    if (message.type === 'watch-usage') this.tick();
    if (message.type === 'resize') this.#resize(message);
    if (message.type === 'watch-run') {
      const data = this.world.outputs.get(message.runId) ?? '';
      tell(client, { type: 'run-output', runId: message.runId, data, missedBytes: 0 });
    }
  }

  #answer(client: WebSocket, { id, operation, input }: Extract<ToHost, { type: 'request' }>): void {
    const answer = this.answers.get(operation) ?? fakeAnswers[operation];
    try {
      if (answer === undefined) throw new Error(`the fake host has no answer to ${operation}`);
      tell(client, {
        type: 'response',
        id,
        result: answer(input as Readonly<Record<string, unknown>>, this),
      });
    } catch (error) {
      tell(client, { type: 'response', id, error: { code: 'internal', message: String(error) } });
    }
  }

  #sendScreen(client: WebSocket, blockId: string): void {
    const pane = this.world.panes.get(blockId) ?? { generation: 1, cols: 80, rows: 24, resizes: 0 };
    const { generation } = pane;
    const { cols, rows, resizes } = this.olderSizes.get(blockId) ?? pane;
    const data = this.world.screens.get(blockId) ?? '';
    const offset = this.#offsets.get(blockId) ?? 0;
    tell(client, { type: 'screen', screen: { blockId, generation, offset, cols, rows, resizes, data } });
  }

  #resize({ blockId, cols, rows }: Extract<ToHost, { type: 'resize' }>): void {
    const pane = this.world.panes.get(blockId);
    if (pane === undefined) return;
    const resizes = pane.resizes + 1;
    this.emit({ type: 'pane-changed', pane: { ...pane, cols, rows, resizes } });
  }
}

function tell(client: WebSocket, message: ToClient): void {
  client.send(JSON.stringify(message));
}
