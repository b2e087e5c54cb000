/** Where an event belongs: one block, opened for the `generation`th time. */
export interface BlockScope {
  readonly blockId: string;
  /** Grows each time a block of this registry is opened, so that reopened blocks are told apart. */
  readonly generation: number;
}

export interface SequencedScope extends BlockScope {
  /** Grows by one with each sequenced event of the block; `snapshot` tells the last one it includes. */
  readonly seq: number;
}
