import { once } from 'node:events';
import * as v from 'valibot';
import type { WebSocket } from 'ws';
import { type HostEvent, toClient, type ToClient, type ToHost } from '../../src/host/wire/index.js';
import { until } from './until.js';

type Of<Type extends ToClient['type']> = Extract<ToClient, { readonly type: Type }>;
type EventOf<Type extends HostEvent['type']> = Extract<HostEvent, { readonly type: Type }>;

/** Hears what a host sends, holds it against the schemas, and counts its events. */
export class StreamClient {
  readonly socket: WebSocket;
  readonly messages: ToClient[] = [];
  readonly events: HostEvent[] = [];
  /** Of the last event, or the snapshot, or what was resumed. */
  seq: number | undefined;
  instance = '';
  /** Why the host has ended it. */
  closeCode: number | undefined;
  /** Whether every piece of output is told as seen. */
  acknowledges = true;
  /** What was wrong about what came. */
  readonly problems: string[] = [];
  readonly #printed = new Map<string, string>();
  readonly #ends = new Map<string, number>();

  /** `seq`: where it goes on, if it does. */
  constructor(socket: WebSocket, seq?: number) {
    this.socket = socket;
    this.seq = seq;
    socket.on('error', () => undefined);
    socket.on('close', (code) => (this.closeCode = code));
    socket.on('message', (data: Buffer) => this.#receive(data.toString()));
  }

  async opened(): Promise<void> {
    await until(() => this.messages.length > 0, { what: 'the first message' });
  }

  async closed(): Promise<void> {
    if (this.socket.readyState !== this.socket.CLOSED) await once(this.socket, 'close');
  }

  send(message: ToHost): void {
    this.socket.send(JSON.stringify(message));
  }

  /** The latest message of a type that is so. */
  heard<Type extends ToClient['type']>(
    type: Type,
    isIt: (message: Of<Type>) => boolean = () => true,
  ): Promise<Of<Type>> {
    return until(() => this.all(type).findLast(isIt), { what: `a message ${type}`, withinMs: 8000 });
  }

  all<Type extends ToClient['type']>(type: Type): readonly Of<Type>[] {
    return this.messages.filter((message): message is Of<Type> => message.type === type);
  }

  happened<Type extends HostEvent['type']>(
    type: Type,
    isIt: (event: EventOf<Type>) => boolean = () => true,
  ): Promise<EventOf<Type>> {
    const find = () =>
      this.events.find(
        (event): event is EventOf<Type> => event.type === type && isIt(event as EventOf<Type>),
      );
    return until(find, { what: `an event ${type}`, withinMs: 8000 });
  }

  /** Everything a pane has printed since its last screen, that included. */
  printed(blockId: string): string {
    return this.#printed.get(blockId) ?? '';
  }

  async shows(blockId: string, text: string): Promise<void> {
    await until(() => this.printed(blockId).includes(text), {
      what: () => `${JSON.stringify(text)} in ${JSON.stringify(this.printed(blockId).slice(-500))}`,
      withinMs: 8000,
    });
  }

  #receive(text: string): void {
    const message = v.parse(toClient, JSON.parse(text));
    this.messages.push(message);
    if (message.type === 'snapshot') {
      this.seq = message.seq;
      this.instance = message.instance;
    }
    if (message.type === 'events') this.#count(message);
    if (message.type === 'screen') this.#show(message.screen);
    if (message.type === 'output') this.#print(message);
  }

  #count({ firstSeq, events }: Of<'events'>): void {
    if (this.seq !== undefined && firstSeq !== this.seq + 1) {
      this.problems.push(`after ${this.seq} comes ${firstSeq}`);
    }
    this.seq = firstSeq + events.length - 1;
    this.events.push(...events);
  }

  #show({ blockId, offset, data }: Of<'screen'>['screen']): void {
    this.#printed.set(blockId, data);
    this.#ends.set(blockId, offset);
  }

  #print({ blockId, offset, data }: Of<'output'>): void {
    const end = this.#ends.get(blockId);
    if (end !== offset) this.problems.push(`output goes on at ${offset}, not at ${end}`);
    // Of a flood nobody needs all.
    this.#printed.set(blockId, `${this.printed(blockId)}${data}`.slice(-200_000));
    this.#ends.set(blockId, offset + data.length);
    if (this.acknowledges) this.send({ type: 'seen', blockId, offset: offset + data.length });
  }
}
