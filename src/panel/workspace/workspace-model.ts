import { computed, effect, type ReadonlySignal, type Signal, signal, untracked } from '@preact/signals';
import type { HostView } from '../../host/client/host-view.js';
import type { PanelModel } from '../state/panel-model.js';
import {
  firstLayout,
  keepOnly,
  type Layout,
  type LayoutPath,
  replace,
  shownBlocks,
  split,
  type SplitDirection,
  withShare,
} from './layout.js';
import type { Side as ShownSide } from './narrow.js';
import { neighbourOf, type Side } from './neighbour.js';
import { storedLayout, storeLayout } from './stored-layout.js';

/** For two terminals side by side, and the swarm panel. */
const enoughWidth = 1400;

/** Which terminals are shown where. */
export class WorkspaceModel {
  readonly panel: PanelModel;
  readonly focused: Signal<string | undefined> = signal(undefined);
  readonly zoomed: Signal<string | undefined> = signal(undefined);
  /** What is shown where there is room for one of the two. */
  readonly side: Signal<ShownSide> = signal('terminals');
  readonly finding: Signal<string | undefined> = signal(undefined);
  readonly #stored: Signal<Layout | undefined> = signal(storedLayout());
  /** Only panes that there are. */
  readonly layout: ReadonlySignal<Layout | undefined>;
  /** Grows when the focused terminal has to take the focus of the page. */
  readonly focusRequests: Signal<number> = signal(0);

  constructor(panel: PanelModel) {
    this.panel = panel;
    const { state, panes: known } = panel.client;
    const isKnown = computed(() => state.value !== undefined);
    this.layout = computed(() => {
      if (!isKnown.value) return undefined;
      const panes = known.value;
      const room = innerWidth < enoughWidth ? 'little' : 'enough';
      const kept = keepOnly(this.#stored.value, (blockId) => panes.has(blockId));
      return kept ?? firstLayout([...panes.keys()], room);
    });
    effect(() => {
      if (isKnown.value) storeLayout(this.layout.value);
    });
    effect(() => {
      panel.current.value = this.current;
    });
    effect(() => {
      if (isKnown.value) untracked(() => this.#begin());
    });
  }

  get state(): HostView | undefined {
    return this.panel.client.state.value;
  }

  /** The pane that has, or had last, the focus. */
  get current(): string | undefined {
    const shown = shownBlocks(this.layout.value);
    const focused = this.focused.value;
    return focused !== undefined && shown.includes(focused) ? focused : shown[0];
  }

  show(blockId: string): void {
    if (!shownBlocks(this.layout.value).includes(blockId)) {
      this.#stored.value = replace(this.layout.value, this.current, blockId);
    }
    if (this.zoomed.value !== undefined) this.zoomed.value = blockId;
    this.side.value = 'terminals';
    this.focus(blockId);
  }

  focus(blockId: string): void {
    this.focused.value = blockId;
    this.focusRequests.value += 1;
  }

  focusNeighbour(side: Side): void {
    const { current } = this;
    const layout = this.layout.value;
    if (layout === undefined || current === undefined) return;
    const neighbour = neighbourOf(layout, current, side);
    if (neighbour !== undefined) this.focus(neighbour);
  }

  /** A page that was loaded anew can be typed into. */
  #begin(): void {
    const { current } = this;
    if (current !== undefined && document.activeElement === document.body) this.focus(current);
  }

  setShare(path: LayoutPath, share: number): void {
    const layout = this.layout.value;
    if (layout !== undefined) this.#stored.value = withShare(layout, path, share);
  }

  toggleZoom(blockId: string | undefined): void {
    this.zoomed.value = this.zoomed.value === blockId ? undefined : blockId;
  }

  /** Opens a terminal beside another one, or in its place. */
  async open(place: SplitDirection | 'instead', beside: string | undefined = this.current): Promise<void> {
    const { client, notices } = this.panel;
    const near = beside === undefined ? undefined : this.state?.panes.get(beside);
    const size = { cols: near?.cols ?? 80, rows: near?.rows ?? 24 };
    try {
      const { blockId } = await client.request('panes.open', size);
      this.zoomed.value = undefined;
      this.side.value = 'terminals';
      this.#stored.value =
        place === 'instead'
          ? replace(this.layout.value, beside, blockId)
          : split(this.layout.value, beside, { blockId, direction: place });
      this.focus(blockId);
    } catch (error) {
      notices.tell('bad', `New terminal: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
