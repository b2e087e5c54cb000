import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { InputOf, OperationName, OutputOf } from '../../host/wire/operations.js';
import type { ToClient } from '../../host/wire/to-client.js';
import { applyEvents } from '../../host/client/apply-events.js';
import { FrameQueue } from '../state/frame-queue.js';
import { viewFromSnapshot } from '../../host/client/from-snapshot.js';
import type { HostView } from '../../host/client/host-view.js';
import { addUsage, emptyUsage, type UsageCache } from '../../host/client/usage-cache.js';
import type { HostAddress } from './host-address.js';
import { HostConnection } from './host-connection.js';
import { PendingRequests } from './pending-requests.js';
import type { ConnectionStatus } from './status.js';
import { Watches } from './watches.js';

const noPanes: HostView['panes'] = new Map();
const noRuns: HostView['runs'] = new Map();

/** What one host tells, as signals, and what can be asked of it. */
export class PanelClient {
  readonly watches: Watches;
  readonly #state: Signal<HostView | undefined> = signal(undefined);
  /** What of `state` many look at and few events change. */
  readonly panes: ReadonlySignal<HostView['panes']> = computed(() => this.#state.value?.panes ?? noPanes);
  readonly runs: ReadonlySignal<HostView['runs']> = computed(() => this.#state.value?.runs ?? noRuns);
  readonly #usage: Signal<UsageCache> = signal(emptyUsage);
  readonly #status: Signal<ConnectionStatus> = signal({ kind: 'connecting' });
  readonly #connection: HostConnection;
  readonly #requests = new PendingRequests();
  readonly #frames = new FrameQueue<ToClient>((messages) => this.#applyAll(messages));

  constructor(address: HostAddress) {
    this.#connection = new HostConnection(address, {
      resumption: () => this.#resumption(),
      onStatus: (status) => this.#onStatus(status),
      onMessage: (message) => this.#onMessage(message),
    });
    this.watches = new Watches((message) => this.#connection.send(message));
  }

  get state(): ReadonlySignal<HostView | undefined> {
    return this.#state;
  }

  get usage(): ReadonlySignal<UsageCache> {
    return this.#usage;
  }

  get status(): ReadonlySignal<ConnectionStatus> {
    return this.#status;
  }

  start(): void {
    document.addEventListener('visibilitychange', this.#followVisibility);
    this.#followVisibility();
    this.#connection.start();
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#followVisibility);
    this.#connection.stop();
    this.#requests.abandon();
  }

  retryNow(): void {
    this.#connection.retryNow();
  }

  /** Typed into a pane. What is typed while there is no connection is not kept for later: it would surprise. */
  readonly send: HostConnection['send'] = (message) => this.#connection.send(message);

  /** Fails with `RequestError`. */
  async request<Name extends OperationName>(operation: Name, input: InputOf<Name>): Promise<OutputOf<Name>> {
    const { id, answer } = this.#requests.begin();
    if (this.#connection.send({ type: 'request', id, operation, input }) === 'not-connected') {
      const error = { code: 'unavailable', message: 'There is no connection to the host.' } as const;
      this.#requests.settle({ id, error });
    }
    // Nothing of an answer is ever run or read as markup.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the host checks its answers against the same schemas
    return (await answer) as OutputOf<Name>;
  }

  #resumption(): { readonly instance: string; readonly seq: number } | undefined {
    this.#frames.flush();
    const state = this.#state.value;
    return state === undefined ? undefined : { instance: state.instance, seq: state.seq };
  }

  #onStatus(status: ConnectionStatus): void {
    this.#status.value = status;
    if (status.kind === 'open') this.watches.renew();
    else this.#requests.abandon();
  }

  #onMessage(message: ToClient): void {
    if (message.type === 'response') {
      // Who hears that it is done is to see it done.
      this.#frames.flush();
      this.#requests.settle(message);
    } else if (['snapshot', 'events', 'usage'].includes(message.type)) this.#frames.push(message);
    else this.watches.deliver(message);
  }

  #applyAll(messages: readonly ToClient[]): void {
    batch(() => {
      for (const message of messages) this.#apply(message);
    });
  }

  #apply(message: ToClient): void {
    if (message.type === 'snapshot') this.#state.value = viewFromSnapshot(message, this.#state.value);
    if (message.type === 'usage') this.#usage.value = addUsage(this.#usage.value, message.blocks);
    if (message.type === 'events') this.#applyEvents(message);
  }

  #applyEvents(message: Extract<ToClient, { readonly type: 'events' }>): void {
    const state = this.#state.value;
    // Before the first snapshot there is nothing they could change.
    if (state === undefined) return;
    const next = applyEvents(state, message, Date.now());
    if (next !== undefined) {
      this.#state.value = next;
      return;
    }
    // A gap cannot be mended from what we have.
    this.#state.value = undefined;
    this.#connection.restart();
  }

  readonly #followVisibility = (): void => {
    this.watches.usage(document.visibilityState === 'visible' ? 'watched' : 'not-watched');
  };
}
