import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { BlockUsage } from '../../host/wire/usage.js';
import type { PanelClient } from '../connection/panel-client.js';
import {
  type LimitField,
  limitFields,
  limitRules,
  limitWish,
  type LimitTexts,
  textsOf,
} from './limit-texts.js';

export const limitNames: Readonly<Record<LimitField, string>> = {
  memory: 'Memory',
  processes: 'Processes and threads',
  cpuWeight: 'CPU weight',
};

export type LimitsSaid =
  | { readonly kind: 'nothing' | 'set' | 'same' | 'sending' }
  /** `field`: whose text it is about; a refusal of the host is about none. */
  | { readonly kind: 'refused'; readonly field: LimitField | undefined; readonly words: string };

/** The limits of one block, as they are and as somebody is about to set them. */
export class LimitsEdit {
  readonly said: Signal<LimitsSaid> = signal({ kind: 'nothing' });
  /** What stands in the fields. */
  readonly texts: ReadonlySignal<LimitTexts>;
  readonly #client: Pick<PanelClient, 'usage' | 'request'>;
  readonly #blockId: string;
  readonly #set: ReadonlySignal<LimitTexts>;
  readonly #edited: Signal<Partial<LimitTexts>> = signal({});
  /** Usage comes only each second. */
  readonly #readBack: Signal<BlockUsage | undefined> = signal(undefined);

  constructor(client: Pick<PanelClient, 'usage' | 'request'>, blockId: string) {
    this.#client = client;
    this.#blockId = blockId;
    this.#set = computed(() => {
      const usage = later(client.usage.value.blocks.get(blockId), this.#readBack.value);
      return textsOf(usage?.limits);
    });
    this.texts = computed(() => ({ ...this.#set.value, ...this.#edited.value }));
  }

  change(field: LimitField, text: string): void {
    this.#edited.value = { ...this.#edited.value, [field]: text };
    if (this.said.value.kind !== 'sending') this.said.value = { kind: 'nothing' };
  }

  async send(): Promise<void> {
    if (this.said.value.kind === 'sending') return;
    const texts = this.texts.value;
    const wish = limitWish(texts, this.#set.value);
    if (wish.kind === 'wrong') this.said.value = wrong(wish.field, texts);
    else if (Object.keys(wish.limits).length === 0) this.#finish(texts, 'same');
    else await this.#request(wish.limits, texts);
  }

  async #request(limits: LimitsAsked, texts: LimitTexts): Promise<void> {
    this.said.value = { kind: 'sending' };
    const blockId = this.#blockId;
    try {
      await this.#client.request('blocks.limit', { blockId, ...limits });
      this.#readBack.value = await this.#client.request('blocks.usage', { blockId });
      this.#finish(texts, 'set');
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      this.said.value = { kind: 'refused', field: undefined, words };
    }
  }

  /** What was typed since is still to be set. */
  #finish(sent: LimitTexts, kind: 'set' | 'same'): void {
    const edited = this.#edited.value;
    const open = limitFields.filter((field) => edited[field] !== undefined && edited[field] !== sent[field]);
    this.#edited.value = Object.fromEntries(open.map((field) => [field, edited[field]]));
    this.said.value = { kind };
  }
}

type LimitsAsked = Extract<ReturnType<typeof limitWish>, { readonly kind: 'limits' }>['limits'];

function wrong(field: LimitField, texts: LimitTexts): LimitsSaid {
  const words = `${limitNames[field]}: ${limitRules[field]}, not “${texts[field]}”`;
  return { kind: 'refused', field, words };
}

function later(one: BlockUsage | undefined, other: BlockUsage | undefined): BlockUsage | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.observedAt > other.observedAt ? one : other;
}
