import { CombiningBound } from './combining.js';
import { type Core, coreOf } from './core.js';
import { Links } from './links.js';
import { boundSequences } from './sequences.js';
import { boundStrings } from './strings.js';
import { useUnicode } from './unicode.js';

/**
 * Bounds what output costs an xterm.js terminal, in Node and in a page: the time of control sequences, the memory of
 * cells, strings and links. Gives the internals. Throws TypeError where the version is built otherwise.
 */
export function boundTerminal(terminal: object): Core {
  const core = coreOf(terminal);
  useUnicode(core);
  boundStrings(core._inputHandler._parser);
  boundSequences(core);
  void new CombiningBound(core);
  void new Links(core);
  return core;
}
