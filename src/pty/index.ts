export {
  type LineRange,
  PaneScreen,
  type ScreenBuffer,
  type ScreenCursor,
  type ScreenOptions,
  type SearchOptions,
  type SerializeOptions,
} from './pane-screen.js';
export type { NodePty, Terminal, TerminalOptions } from './terminal.js';
export type { ScreenMatch, ScreenPlace } from './screen-search.js';
export { exitOf, type PtyOptions, spawnPty } from './spawn-pty.js';
export { withoutOuterTerminal } from './terminal-environment.js';
