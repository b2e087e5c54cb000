import type { Core } from '../../xterm/core.js';

const mouseProtocols: Readonly<Record<string, number>> = { X10: 9, VT200: 1000, DRAG: 1002, ANY: 1003 };
const mouseEncodings: Readonly<Record<string, number>> = { SGR: 1006, SGR_PIXELS: 1016 };
/** DECSCUSR of the shape that blinks; the next number is the one that does not. */
const cursorShapes: Readonly<Record<string, number>> = { block: 1, underline: 3, bar: 5 };
/** Changes nothing but the blinking. */
const noShape = 7;

/**
 * The modes that differ from those of a new terminal. Synchronized output is left out: whoever looks on is not to wait
 * for a program that has stopped within it.
 */
export function mouseAndModes(core: Core): string {
  const { coreService, coreMouseService, options } = core;
  const { modes, decPrivateModes, isCursorHidden } = coreService;
  const set: readonly (readonly [boolean, string])[] = [
    [decPrivateModes.applicationCursorKeys, '?1h'],
    [decPrivateModes.applicationKeypad, '?66h'],
    [decPrivateModes.bracketedPasteMode, '?2004h'],
    [decPrivateModes.reverseWraparound, '?45h'],
    [decPrivateModes.sendFocus, '?1004h'],
    [!decPrivateModes.wraparound, '?7l'],
    [options.cursorBlink === true, '?12h'],
    [isCursorHidden, '?25l'],
    [modes.insertMode, '4h'],
    [options.convertEol === true, '20h'],
    [decPrivateModes.origin, '?6h'],
  ];
  const sequences = set.filter(([isSet]) => isSet).map(([, sequence]) => `\x1b[${sequence}`);
  const mouse = [
    mouseProtocols[coreMouseService.activeProtocol],
    mouseEncodings[coreMouseService.activeEncoding],
  ];
  for (const mode of mouse) if (mode !== undefined) sequences.push(`\x1b[?${mode}h`);
  return `${sequences.join('')}${cursorShape(core)}`;
}

function cursorShape({ coreService }: Core): string {
  const { cursorStyle, cursorBlink } = coreService.decPrivateModes;
  if (cursorStyle === undefined && cursorBlink === undefined) return '';
  return `\x1b[${(cursorShapes[cursorStyle ?? ''] ?? noShape) + (cursorBlink === false ? 1 : 0)} q`;
}
