import * as v from 'valibot';
import { blockId } from './process.js';
import { command, runDescription } from './run.js';
import { shape, strictShape, systemText, text, wholeCharacters, wholeNumber } from './shape.js';

export const cols = wholeNumber(2, 1000);
export const rows = wholeNumber(1, 1000);
/** At once; a longer paste is sent in pieces. */
export const longestInput = 8192;
export const inputData = v.pipe(v.string(), v.minLength(1), v.maxLength(longestInput), wholeCharacters);
/** Of a title, in UTF-16 units. */
export const longestTitle = 256;
export const title = text(longestTitle);

/** A terminal. Its block has the same id. */
export const pane = shape({
  blockId: v.string(),
  generation: v.number(),
  /** One line without control and format characters, never empty. */
  title: v.string(),
  /**
   * Who has chosen the title. `given`: whoever opened or renamed the pane. `program`: what runs in it (OSC 0 or 2).
   * `foreground`: nobody, so it is `program` and `cwd`.
   */
  titleFrom: v.picklist(['given', 'program', 'foreground']),
  /** The program in the foreground, in a word or two; where the system does not tell: as it was started. */
  program: v.string(),
  /** As it was started, for a person to read. */
  command: v.string(),
  /** The current directory of the foreground program, else as told by OSC 7, else where the pane was started. */
  cwd: v.string(),
  cols: v.number(),
  rows: v.number(),
  /** How often its size has changed: of two sizes the one with the greater number is the newer. */
  resizes: v.number(),
  /** `exited`: its program has ended; what that left behind may live on until the pane is closed. */
  state: v.picklist(['running', 'exited', 'closing']),
  /** The PID of its program. */
  pid: v.number(),
  exitCode: v.optional(v.number()),
  signal: v.optional(v.string()),
  /** Milliseconds since the epoch. */
  openedAt: v.number(),
  /** The turn its program is, if it was opened for one. */
  runId: v.optional(v.number()),
});
export type Pane = v.InferOutput<typeof pane>;

export const paneToOpen = strictShape({
  /** Default: one that the host makes. */
  blockId: v.exactOptional(blockId),
  /** Default: the user's shell. */
  command: v.exactOptional(command),
  /** Default: where the host was started. */
  cwd: v.exactOptional(systemText(4096)),
  cols,
  rows,
  /** Default, also where it is empty: the title follows what runs. */
  title: v.exactOptional(title),
  /** Its program is a turn. */
  run: v.exactOptional(runDescription),
});
export type PaneToOpen = v.InferOutput<typeof paneToOpen>;

/** What a terminal shows. Written into an empty terminal of that size, `data` gives the same screen again. */
export const screen = shape({
  blockId: v.string(),
  generation: v.number(),
  /** How much output, in UTF-16 units since the pane was opened, `data` includes. */
  offset: v.number(),
  cols: v.number(),
  rows: v.number(),
  /** Of the pane when it had that size. */
  resizes: v.number(),
  data: v.string(),
  /** The oldest rows of its scrollback, which `data` leaves out. Left out: none. */
  missingRows: v.optional(v.number()),
  /** What was printed before that offset is not on it: the thread that follows the screens has failed there. */
  lostOffset: v.optional(v.number()),
});
export type Screen = v.InferOutput<typeof screen>;
