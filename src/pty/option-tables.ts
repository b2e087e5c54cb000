import type { KeyTable } from '../tracker/known-keys.js';
import type { LineRange, ScreenOptions, SearchOptions, SerializeOptions } from './pane-screen.js';
import type { PtyOptions } from './spawn-pty.js';

/** The keys of every object that a caller hands to `panetree/pty`; the compiler holds each table to its type. */

export const ptyKeys: KeyTable<PtyOptions> = {
  cwd: true,
  env: true,
  cols: true,
  rows: true,
  name: true,
  encoding: true,
  nodePty: true,
  run: true,
};

export const screenKeys: KeyTable<ScreenOptions> = {
  cols: true,
  rows: true,
  scrollbackLines: true,
  onReply: true,
};

export const lineRangeKeys: KeyTable<LineRange> = { from: true, to: true, buffer: true };
export const searchKeys: KeyTable<SearchOptions> = { limit: true, buffer: true };
export const serializeKeys: KeyTable<SerializeOptions> = { scrollbackLines: true };
