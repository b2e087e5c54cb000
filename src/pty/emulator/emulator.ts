import type { ITerminalInitOnlyOptions, ITerminalOptions, Terminal } from '@xterm/headless';
import { loadPackages } from '../load-packages.js';
import { TrackerError } from '../../tracker/errors.js';
import { boundTerminal } from '../../xterm/bounds.js';
import type { Buffer, Core, Line } from '../../xterm/core.js';
import { EmulatorInput } from './emulator-input.js';

/** A terminal emulator whose time and memory no output can exhaust. */
export interface Emulator {
  readonly terminal: Terminal;
  readonly core: Core;
  readonly input: EmulatorInput;
}

export async function loadEmulator(options: ITerminalOptions & ITerminalInitOnlyOptions): Promise<Emulator> {
  const headless = await loadPackages(['@xterm/headless'], () => import('@xterm/headless'));
  // A CommonJS module, whose names Node does not find by itself; bundlers do.
  const { Terminal: Emulating } = 'default' in headless ? headless.default : headless;
  // It logs each byte it does not know to stderr.
  const terminal = new Emulating({ ...options, allowProposedApi: true, logLevel: 'off' });
  const core = bound(terminal);
  completeReset(core);
  return { terminal, core, input: new EmulatorInput(core) };
}

function bound(terminal: Terminal): Core {
  try {
    return boundTerminal(terminal);
  } catch (cause) {
    const message = `panetree/pty needs @xterm/headless 6.0: ${String(cause)}`;
    throw new TrackerError('unsupported', message, { cause });
  }
}

/** RIS of xterm.js leaves the cursor hidden, and line feeds and the cursor as they were set. */
function completeReset(core: Core): void {
  core.registerEscHandler({ final: 'c' }, () => {
    core.coreService.isCursorHidden = false;
    core.options.convertEol = false;
    core.options.cursorBlink = false;
    return false;
  });
}

/** Wraps lines anew. xterm.js keeps what no longer fits into a row, unseen until a character is deleted before it. */
export function resizeEmulator({ terminal, core }: Emulator, cols: number, rows: number): void {
  const { normal, alt } = core.buffers;
  terminal.resize(cols, rows);
  // Another cell may be before the cursor than what a combining character belongs to.
  core._inputHandler._parser.precedingJoinState = 0;
  // An alternate buffer not yet in use keeps its length, and would scroll into rows that nobody sees.
  if (alt.lines.length === 0) alt.lines.maxLength = rows;
  for (const buffer of [normal, alt]) {
    const { lines, ybase } = buffer;
    // Below the screen it would come up again with the next rows.
    buffer.savedY = Math.min(buffer.savedY, ybase + rows - 1);
    for (let row = 0; row < lines.length; row++) cutRow(lines.get(row), buffer, cols);
  }
}

function cutRow(line: Line | undefined, buffer: Buffer, cols: number): void {
  if (line === undefined) return;
  if (line.length > cols) line.resize(cols, buffer.getNullCell());
  // Half of a wide character.
  if (line.getWidth(cols - 1) === 2) line.setCellFromCodepoint(cols - 1, 0, 1, buffer.getNullCell());
}
