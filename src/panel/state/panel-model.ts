import { type Signal, signal } from '@preact/signals';
import type { HostAddress } from '../connection/host-address.js';
import { PanelClient } from '../connection/panel-client.js';
import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import { MenuHolder } from '../views/menu.js';
import { ListModel } from './list-model.js';
import { Notices } from './notices.js';

export type Tab = 'processes' | 'timeline' | 'runs' | 'leftovers';

export interface Renaming {
  readonly blockId: string;
  readonly place: 'tab' | 'header' | 'list';
}

const clockMs = 1000;

/** Everything the swarm panel shows and does, over one host. */
export class PanelModel {
  readonly client: PanelClient;
  readonly now: Signal<number> = signal(Date.now());
  readonly tab: Signal<Tab> = signal('processes');
  readonly notices: Notices = new Notices();
  readonly list: ListModel;
  /** What waits for a confirmation. */
  readonly asked: Signal<KillAsk | undefined> = signal(undefined);
  readonly menus: MenuHolder = new MenuHolder();
  /** The pane whose name is being changed, and in which of its titles. */
  readonly renaming: Signal<Renaming | undefined> = signal(undefined);
  /** The block whose terminal is in use; undefined where there are no terminals. */
  readonly current: Signal<string | undefined> = signal(undefined);
  readonly help: Signal<'open' | 'closed'> = signal('closed');
  /** Brings the terminal of a block into sight, where there are terminals. */
  reveal: ((blockId: string) => void) | undefined;
  #clock: ReturnType<typeof setTimeout> | undefined;
  #stopFollowing: (() => void) | undefined;

  constructor(address: HostAddress) {
    this.client = new PanelClient(address);
    this.list = new ListModel(this.client, this.now);
  }

  start(): void {
    // Figures come each second too: then both are painted at once.
    this.#stopFollowing = this.client.usage.subscribe(() => this.#tellTime(clockMs * 1.5));
    this.client.start();
  }

  stop(): void {
    this.#stopFollowing?.();
    clearTimeout(this.#clock);
    this.client.stop();
  }

  #tellTime(nextInMs: number): void {
    this.now.value = Date.now();
    clearTimeout(this.#clock);
    this.#clock = setTimeout(() => this.#tellTime(clockMs), nextInMs);
  }

  /** Does it, and says what came of it. */
  async attempt(what: string, action: () => Promise<string>): Promise<void> {
    try {
      this.notices.tell('good', await action());
    } catch (error) {
      this.notices.tell('bad', `${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
