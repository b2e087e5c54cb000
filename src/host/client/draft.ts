import type { Pane } from '../wire/pane.js';
import type { TrackedProcess } from '../wire/process.js';
import type { RunRecord } from '../wire/run.js';
import type { BlockState, EndedProcess, HostView } from './host-view.js';
import { longestMemory } from './host-view.js';

interface BlockDraft extends BlockState {
  readonly processes: Map<string, TrackedProcess>;
}

/**
 * A state under change. What is written to is copied once, however many events there are: a tick may bring a
 * thousand.
 */
export class Draft {
  readonly #base: HostView;
  readonly #blocks: Map<string, BlockState>;
  readonly #copied = new Map<string, BlockDraft>();
  readonly #ended: EndedProcess[] = [];
  #panes: Map<string, Pane> | undefined;
  #runs: Map<number, RunRecord> | undefined;
  leftovers: HostView['leftovers'];

  constructor(base: HostView) {
    this.#base = base;
    this.#blocks = new Map(base.blocks);
    this.leftovers = base.leftovers;
  }

  /** To be written to. Where nobody asks for them, those of the next state are those of this one. */
  get panes(): Map<string, Pane> {
    this.#panes ??= new Map(this.#base.panes);
    return this.#panes;
  }

  get runs(): Map<number, RunRecord> {
    this.#runs ??= new Map(this.#base.runs);
    return this.#runs;
  }

  open(block: BlockState): void {
    this.#copied.delete(block.blockId);
    this.#blocks.set(block.blockId, block);
  }

  /** The block of that generation; an older one that is still closing is no longer shown. */
  change(blockId: string, generation: number, entries: Partial<BlockState>): BlockDraft | undefined {
    const block = this.#copied.get(blockId) ?? this.#blocks.get(blockId);
    if (block?.generation !== generation) return undefined;
    const processes = this.#copied.get(blockId)?.processes ?? new Map(block.processes);
    const changed = { ...block, ...entries, processes };
    this.#copied.set(blockId, changed);
    this.#blocks.set(blockId, changed);
    return changed;
  }

  close(blockId: string, generation: number): void {
    if (this.#blocks.get(blockId)?.generation !== generation) return;
    this.#blocks.delete(blockId);
    this.#copied.delete(blockId);
  }

  end(ended: EndedProcess): void {
    this.#ended.push(ended);
  }

  finish(seq: number): HostView {
    const { panes, runs } = this.#base;
    const ended =
      this.#ended.length === 0
        ? this.#base.ended
        : [...this.#base.ended, ...this.#ended].slice(-longestMemory);
    return {
      ...this.#base,
      seq,
      panes: this.#panes ?? panes,
      runs: this.#runs ?? runs,
      leftovers: this.leftovers,
      blocks: this.#blocks,
      ended,
    };
  }
}
