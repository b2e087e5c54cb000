import { applyEvents } from '../../host/client/apply-events.js';
import { viewFromSnapshot } from '../../host/client/from-snapshot.js';
import type { HostView } from '../../host/client/host-view.js';
import type { CallHost } from '../../host/client/call-host.js';
import { hungUpBy } from '../../host/client/killing/hang-up.js';
import type { KillAsk } from '../../host/client/killing/kill-ask.js';
import { addUsage, emptyUsage, type UsageCache } from '../../host/client/usage-cache.js';
import type { Snapshot, ToClient } from '../../host/wire/to-client.js';
import { HostClient } from '../host-client.js';
import type { HostState } from '../host-state.js';
import { frameOf, listHeight } from './frame.js';
import { fulfil } from './fulfil.js';
import { HostStream } from './host-stream.js';
import type { KeyName } from './key-names.js';
import type { Line } from './line.js';
import { warned, withAside, withOutcome, withoutOldNotice } from './notice.js';
import { press } from './press.js';
import type { Effect, Wish } from './pressed.js';
import { rowsOf } from './rows.js';
import type { Scene, Size } from './scene.js';
import { settled } from './selection.js';
import type { StreamStatus } from './stream-status.js';
import { initialView, type View, withHungUp } from './view.js';

/** Ages grow, what fades goes, notices end. */
const clockMs = 1000;

/** Everything the panel shows and does. */
export class TopModel {
  readonly #stream: HostStream;
  readonly #listeners = new Set<() => void>();
  readonly #onQuit: () => void;
  #host: HostView | undefined;
  #usage: UsageCache = emptyUsage;
  #status: StreamStatus = { kind: 'connecting' };
  #size: Size;
  #view: View = initialView;
  #frame: readonly Line[] = [];
  #clock: NodeJS.Timeout | undefined;
  #asked: KillAsk | undefined;

  constructor(state: HostState, { size, onQuit }: { readonly size: Size; readonly onQuit: () => void }) {
    this.#size = size;
    this.#onQuit = onQuit;
    this.#stream = new HostStream(state, {
      resumption: () => this.#host && { instance: this.#host.instance, seq: this.#host.seq },
      onStatus: (status) => this.#change(() => (this.#status = status)),
      onMessage: (message) => this.#change(() => this.#take(message)),
    });
  }

  /** What the screen shows; the same object until it changes. */
  readonly frame = (): readonly Line[] => this.#frame;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    this.#clock = setInterval(() => this.#change(() => undefined), clockMs);
    this.#stream.start();
  }

  stop(): void {
    clearInterval(this.#clock);
    this.#stream.stop();
  }

  resize(size: Size): void {
    this.#change(() => (this.#size = size));
  }

  press(keys: readonly KeyName[]): void {
    for (const key of keys) {
      const rows = rowsOf(this.#scene(), this.#view);
      const scene = this.#scene();
      const height = listHeight(this.#view.mode, scene);
      const { view, effect } = press(this.#view, key, { scene, rows, height });
      this.#change(() => (this.#view = view));
      if (effect !== undefined) this.#carryOut(effect);
      this.#askForHangUps();
    }
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'quit':
        return this.#onQuit();
      case 'retry':
        if (this.#status.kind !== 'open') this.#stream.restart();
        return;
      case 'look':
        return void this.#look();
      default:
        return void this.#fulfil(effect);
    }
  }

  /** A question names the processes that get a hang-up by it, as soon as the host has said so. */
  #askForHangUps(): void {
    const { mode } = this.#view;
    if (mode.kind !== 'ask' || mode.ask === this.#asked) return;
    const { ask } = mode;
    this.#asked = ask;
    hungUpBy(this.#call, ask).then(
      (hungUp) => this.#change(() => (this.#view = withHungUp(this.#view, ask, hungUp))),
      // The question stands without them, and the host says at the kill what is wrong.
      () => undefined,
    );
  }

  async #fulfil(wish: Wish): Promise<void> {
    const told = await fulfil(this.#call, this.#host, wish);
    const telling = wish.kind === 'end' ? withOutcome : withAside;
    this.#change(() => (this.#view = telling(this.#view, told, Date.now())));
  }

  /** What it finds comes as an event. */
  async #look(): Promise<void> {
    try {
      await this.#call('leftovers.list', {});
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.#change(() => (this.#view = warned(this.#view, text, Date.now())));
    }
  }

  /** Of the host as it was last found. */
  readonly #call: CallHost = (name, input) => new HostClient(this.#stream.state).call(name, input);

  #take(message: ToClient): void {
    if (message.type === 'snapshot') this.#begin(message);
    if (message.type === 'usage') this.#usage = addUsage(this.#usage, message.blocks);
    if (message.type !== 'events' || this.#host === undefined) return;
    const next = applyEvents(this.#host, message, Date.now());
    this.#host = next;
    // A gap cannot be mended from what we have.
    if (next === undefined) this.#stream.restart();
  }

  /** What was being asked about another host is not asked of this one. */
  #begin(snapshot: Snapshot): void {
    const isAnother = this.#host !== undefined && this.#host.instance !== snapshot.instance;
    if (isAnother) this.#view = { ...this.#view, mode: { kind: 'list' } };
    this.#host = viewFromSnapshot(snapshot, this.#host);
  }

  #scene(): Scene {
    return {
      host: this.#host,
      usage: this.#usage,
      status: this.#status,
      now: Date.now(),
      size: this.#size,
      ownPid: process.pid,
    };
  }

  #change(act: () => void): void {
    act();
    const scene = this.#scene();
    const rows = rowsOf(scene, this.#view);
    const view = withoutOldNotice(this.#view, scene.now);
    this.#view = settled(view, rows, listHeight(view.mode, scene));
    this.#frame = frameOf(scene, this.#view, rows);
    for (const listener of this.#listeners) listener();
  }
}
