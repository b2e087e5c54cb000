import type { Core } from '../../xterm/core.js';
import { UnfinishedSequence } from './unfinished.js';

/** So long it parses before others have their turn, checked after each piece. */
const turnMs = 8;
/** Erasing the screen takes four bytes: a piece is so long that one full of them stays below some 100 ms. */
const cellsPerPiece = 33_554_432;
const [leastPiece, mostPiece] = [16, 4096];
const slowPieceMs = 8;

interface Chunk {
  readonly data: string | Uint8Array;
  readonly onParsed: () => void;
}

/**
 * Brings output to the emulator in pieces, each as one call. The queue of xterm.js takes a chunk in one go, waits for a
 * timer before each, and never goes on after an exception.
 */
export class EmulatorInput {
  readonly #core: Core;
  readonly #unfinished: UnfinishedSequence;
  #chunks: Chunk[] = [];
  /** Of the first chunk. */
  #parsed = 0;
  #pieceSize = leastPiece;
  #turn: NodeJS.Immediate | undefined;

  constructor(core: Core) {
    this.#core = core;
    this.#unfinished = new UnfinishedSequence(core._inputHandler._parser);
  }

  /** The control sequence that what was parsed ends within. */
  get unfinished(): string {
    return this.#unfinished.text;
  }

  write(data: string | Uint8Array, onParsed: () => void): void {
    this.#chunks.push({ data, onParsed });
    this.#turn ??= setImmediate(() => this.#parseForATurn());
  }

  dispose(): void {
    clearImmediate(this.#turn);
    this.#chunks = [];
  }

  #parseForATurn(): void {
    const end = performance.now() + turnMs;
    let done = 0;
    for (let chunk = this.#chunks[0]; chunk !== undefined; chunk = this.#chunks[done]) {
      if (!this.#parseUntil(end, chunk)) break;
      done++;
      chunk.onParsed();
    }
    this.#chunks.splice(0, done);
    this.#turn = this.#chunks.length === 0 ? undefined : setImmediate(() => this.#parseForATurn());
  }

  /** Whether the chunk is at its end. */
  #parseUntil(end: number, { data }: Chunk): boolean {
    for (let now = performance.now(); now < end; ) {
      const start = this.#parsed;
      this.#parsed += this.#pieceSize;
      this.#parse(
        typeof data === 'string' ? data.slice(start, this.#parsed) : data.subarray(start, this.#parsed),
      );
      const after = performance.now();
      this.#adapt(after - now);
      now = after;
      if (this.#parsed < data.length) continue;
      this.#parsed = 0;
      return true;
    }
    return false;
  }

  /** No output may end the host: what the emulator fails on is left out. */
  #parse(piece: string | Uint8Array): void {
    const { _inputHandler: handler } = this.#core;
    try {
      handler.parse(piece);
    } catch {
      handler._parser.reset();
    }
    this.#unfinished.follow(piece);
  }

  #adapt(tookMs: number): void {
    const { cols, rows } = this.#core;
    const most = Math.min(mostPiece, Math.max(leastPiece, Math.floor(cellsPerPiece / (cols * rows))));
    const size = tookMs > slowPieceMs ? this.#pieceSize / 4 : this.#pieceSize * 2;
    this.#pieceSize = Math.min(most, Math.max(leastPiece, Math.floor(size)));
  }
}
