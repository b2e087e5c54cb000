import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { type ITheme, Terminal } from '@xterm/xterm';
import type { Failure } from '../../host/wire/failure.js';
import type { Screen } from '../../host/wire/pane.js';
import type { OutputSink } from '../connection/watches.js';
import type { ToHost } from '../../host/wire/to-host.js';
import { boundTerminal } from '../../xterm/bounds.js';
import { inputPieces } from './input-pieces.js';
import { takePastes } from './pasted-text.js';
import { answerNothing } from './quiet-replies.js';
import { SeenOffset } from './seen-offset.js';
import { type NumberedSize, TerminalSize } from './terminal-size.js';

export interface PaneTerminalOptions {
  readonly blockId: string;
  readonly theme: ITheme;
  readonly send: (message: ToHost) => void;
  readonly onProblem: (failure: Failure) => void;
}

/** Begins the terminal anew, in the order of what is written: what was on its way before is forgotten as well. */
const fullReset = '\u001bc';
const scrollbackLines = 5000;

/** The terminal of one pane: what the host has sent of it, and what is typed into it. */
export class PaneTerminal implements OutputSink {
  readonly #options: PaneTerminalOptions;
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon();
  readonly #seen: SeenOffset;
  readonly #size: TerminalSize;

  constructor(options: PaneTerminalOptions) {
    const { blockId, theme, send } = options;
    this.#options = options;
    this.#seen = new SeenOffset((offset) => send({ type: 'seen', blockId, offset }));
    this.#terminal = new Terminal({
      theme,
      scrollback: scrollbackLines,
      fontFamily: fontFamily(),
      fontSize: 13,
      lineHeight: 1.15,
      cursorBlink: false,
      minimumContrastRatio: 4.5,
      macOptionIsMeta: true,
      screenReaderMode: false,
      // It logs each byte it does not know.
      logLevel: 'off',
      linkHandler: { activate: follow },
    });
    this.#size = new TerminalSize(({ cols, rows }) => this.#terminal.resize(cols, rows));
    boundTerminal(this.#terminal);
    answerNothing(this.#terminal);
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(this.#search);
    this.#terminal.loadAddon(new WebLinksAddon(follow));
    this.#terminal.onData((data) => this.#type(data));
    this.#terminal.onBinary((data) => this.#type(data));
  }

  open(element: HTMLElement): void {
    takePastes(element, (text) => this.#terminal.paste(text));
    this.#terminal.open(element);
  }

  dispose(): void {
    this.#seen.dispose();
    this.#terminal.dispose();
  }

  focus(): void {
    this.#terminal.focus();
  }

  setTheme(theme: ITheme): void {
    this.#terminal.options.theme = theme;
  }

  /** As the host has it: of all who look at the pane, one decides. */
  setSize(size: NumberedSize): void {
    this.#size.tell(size);
  }

  /** Asks the host for the size that fills the element. */
  wishSize(): void {
    const size = this.#fit.proposeDimensions();
    if (size === undefined || !(size.cols >= 2 && size.rows >= 1)) return;
    const current = this.#size.newest ?? this.#terminal;
    if (size.cols === current.cols && size.rows === current.rows) return;
    this.#options.send({ type: 'resize', blockId: this.#options.blockId, cols: size.cols, rows: size.rows });
  }

  find(text: string, direction: 'next' | 'previous'): 'found' | 'not-found' {
    const isFound = direction === 'next' ? this.#search.findNext(text) : this.#search.findPrevious(text);
    return isFound ? 'found' : 'not-found';
  }

  onScreen(screen: Screen): void {
    this.#terminal.write(fullReset, () => this.#size.beginScreen(screen));
    this.#terminal.write(screen.data, () => {
      this.#size.endScreen();
      this.#seen.restart(screen.offset);
    });
  }

  onOutput(data: string, offset: number): void {
    this.#terminal.write(data, () => this.#seen.advance(offset + data.length));
  }

  onProblem(failure: Failure): void {
    this.#options.onProblem(failure);
  }

  #type(data: string): void {
    const { blockId, send } = this.#options;
    for (const piece of inputPieces(data)) send({ type: 'input', blockId, data: piece });
  }
}

/** A program chooses what is a link and what it says: only the web is opened, and only when it is meant. */
function follow(event: MouseEvent, uri: string): void {
  if (!(event.ctrlKey || event.metaKey) || !URL.canParse(uri)) return;
  if (['http:', 'https:'].includes(new URL(uri).protocol)) open(uri, '_blank', 'noopener,noreferrer');
}

function fontFamily(): string {
  return getComputedStyle(document.documentElement).getPropertyValue('--mono').trim() || 'monospace';
}
