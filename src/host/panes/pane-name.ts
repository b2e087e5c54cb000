import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { plainTitle } from '../../output/plain-title.js';
import { longestTitle, type Pane } from '../wire/index.js';
import { type Foreground, isGroupAlive } from '../../platform/foreground.js';
import { nameOf } from './program.js';

/** In UTF-16 units. */
const longestProgram = 64;
const longestDirectory = 4096;
/** Of the directory in a title, whose end says most. */
const longestTitlePath = 48;

/** Programs that run others' files: the file says more. */
const interpreter = /^(?:node|deno|bun|python[\d.]*|ruby|perl|php|lua|bash|sh|dash|zsh|ksh|fish)$/;
/** Options of an interpreter whose value is the next argument, and those that carry the program themselves. */
const withValue: ReadonlySet<string> = new Set(['-r', '--require', '--import', '--loader', '-W', '-X', '-o']);
const inlineProgram = /^(?:-[a-z]*[cep]|--eval|--print|--command)$/;

export interface PaneNameParts {
  /** Empty: the title follows what runs. */
  readonly given: string;
  /** Until the foreground has been read. */
  readonly program: string;
  readonly cwd: string;
  readonly home: string | undefined;
}

/** What a program tells its terminal of itself: its title (OSC 0 and 2) and its directory (OSC 7). */
export interface Told {
  readonly title: string;
  readonly directoryUrl: string;
}

/** Title, foreground program and current directory of a pane. */
export class PaneName {
  readonly #home: string | undefined;
  #given: string;
  #program: string;
  #cwd: string;
  #told: Told = { title: '', directoryUrl: '' };
  /** As `see` has last left it. */
  #seen: string;
  /** The process group in the foreground when the title was told. */
  #toldBy: number | undefined;

  constructor({ given, program, cwd, home }: PaneNameParts) {
    this.#given = given;
    this.#program = program;
    this.#cwd = cwd;
    this.#home = home;
    this.#seen = JSON.stringify(this.described);
  }

  get described(): Pick<Pane, 'title' | 'titleFrom' | 'program' | 'cwd'> {
    const [program, cwd] = [this.#program, this.#cwd];
    const sources = { given: this.#given, told: this.#told.title, program, cwd, home: this.#home };
    return { ...titleOf(sources), program, cwd };
  }

  /** Empty: the title follows what runs again. */
  rename(title: string): void {
    this.#given = title;
  }

  /** `group`: in the foreground meanwhile. */
  tell(told: Told, group: number | undefined): void {
    if (told.title !== this.#told.title) this.#toldBy = group;
    this.#told = told;
  }

  /** Tells whether anything is different from the time before. */
  see(foreground: Foreground | undefined): boolean {
    if (foreground !== undefined) this.#follow(foreground);
    this.#cwd = foreground?.directory ?? directoryFrom(this.#told.directoryUrl) ?? this.#cwd;
    const before = this.#seen;
    this.#seen = JSON.stringify(this.described);
    return before !== this.#seen;
  }

  /** A title goes with the program that told it: a full-screen program that crashed does not take it back. */
  #follow({ group, name, args }: Foreground): void {
    const isOrphan = this.#toldBy !== undefined && this.#toldBy !== group && !isGroupAlive(this.#toldBy);
    if (isOrphan) this.#told = { ...this.#told, title: '' };
    // In the middle of an exec there are no arguments.
    if (args.length > 0) this.#program = programOf(args, name);
  }
}

/** The program behind a command line in a word or two: `vite` for `node node_modules/.bin/vite`. */
export function programOf(args: readonly string[], name: string): string {
  const [file = '', ...rest] = args;
  // A program that names itself writes its whole title into the first argument.
  if (rest.length === 0 && /\s/.test(file)) return plainTitle(file, longestProgram);
  const program = nameOf(file.replace(/^-/, '')) || name;
  const script = interpreter.test(program) ? scriptIn(rest) : undefined;
  return plainTitle(script === undefined ? program : nameOf(script), longestProgram) || plainTitle(name, 16);
}

function scriptIn(args: readonly string[]): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (inlineProgram.test(arg)) return undefined;
    if (arg === '-m') return args[at + 1];
    if (withValue.has(arg)) at++;
    else if (!arg.startsWith('-')) return arg === '' ? undefined : arg;
  }
  return undefined;
}

/**
 * The directory that a program names with OSC 7, a `file:` URL. Undefined for anything else, and for a directory of
 * another machine.
 */
export function directoryFrom(url: string): string | undefined {
  try {
    const parsed = new URL(url);
    const isHere = ['', 'localhost', hostname().toLowerCase()].includes(parsed.hostname);
    if (parsed.protocol !== 'file:' || !isHere) return undefined;
    parsed.hostname = '';
    const path = fileURLToPath(parsed);
    return path.length > longestDirectory || path.includes('\0') ? undefined : path;
  } catch {
    return undefined;
  }
}

interface TitleSources {
  /** By whoever opened or renamed the pane; empty: nobody. */
  readonly given: string;
  /** By its program (OSC 0 and 2); empty: not. */
  readonly told: string;
  readonly program: string;
  readonly cwd: string;
  readonly home: string | undefined;
}

/** What a person knows a pane by, and where that comes from. */
export function titleOf({
  given,
  told,
  program,
  cwd,
  home,
}: TitleSources): Pick<Pane, 'title' | 'titleFrom'> {
  const chosen = plainTitle(given, longestTitle);
  if (chosen !== '') return { title: chosen, titleFrom: 'given' };
  const own = plainTitle(told, longestTitle);
  if (own !== '') return { title: own, titleFrom: 'program' };
  return { title: `${program} · ${shortDirectory(cwd, home)}`, titleFrom: 'foreground' };
}

function shortDirectory(cwd: string, home: string | undefined): string {
  const isBelow = home !== undefined && home.length > 1 && (cwd === home || cwd.startsWith(`${home}/`));
  const path = plainTitle(isBelow ? `~${cwd.slice(home.length)}` : cwd, longestDirectory);
  return path.length <= longestTitlePath
    ? path
    : `…${path.slice(1 - longestTitlePath).replace(/^[\u{DC00}-\u{DFFF}]/u, '')}`;
}
