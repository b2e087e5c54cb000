import type { Core } from './core.js';
import { columnsOf } from '../unicode/characters.js';
import { follow } from '../unicode/clusters.js';

const version = 'panetree';

/** Widths of characters and of emoji sequences; those of xterm.js are of 2010 and know no emoji. */
export function useUnicode({ unicodeService }: Core): void {
  unicodeService.register({ version, wcwidth: columnsOf, charProperties: follow });
  unicodeService.activeVersion = version;
}
