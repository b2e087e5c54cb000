import { markerName } from './marker.js';

/** One process as ps(1) prints it. */
export interface PsRow {
  readonly pid: number;
  readonly ppid: number;
  readonly group: number;
  /** Undefined where ps does not tell: macOS prints 0, as Linux does for a kernel thread. */
  readonly session: number | undefined;
  /** Controlling terminal as printed, e.g. `ttys000` or `pts/0`; undefined for none. */
  readonly terminal: string | undefined;
  /** Effective user. */
  readonly uid: number;
  /** State letters as printed: Z is a zombie, T stopped; empty where ps was not allowed to know. */
  readonly state: string;
  /** Milliseconds since the epoch, grain 1 s. */
  readonly startedAt: number;
  /** Cut by ps: at 16 bytes on macOS, at 8 on Linux. */
  readonly name: string;
  /** The command line without its environment, at most 4,096 bytes of it. */
  readonly command: string;
  /** Value of PANETREE_BLOCK in the environment, where ps shows it. */
  readonly marker: string | undefined;
}

/**
 * The columns a table must have, in this order. Those that cannot hold a space come first; the state may be
 * empty and so stands between numbers. A name can hold anything, but not the 24 characters of a date: what
 * follows the first date is the command.
 */
export function psColumns(name: 'ucomm' | 'fname'): readonly string[] {
  return ['pid', 'ppid', 'pgid', 'stat', 'uid', 'sess', 'tty', name, 'lstart', 'command'];
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const fixedColumns =
  / *(?<pid>\d{1,10}) +(?<ppid>\d{1,10}) +(?<group>\d{1,10}) +(?:(?<state>[^\s\d-]\S*) +)?(?<uid>-?\d{1,10}) +(?<session>[\da-f]+) +(?<terminal>\S+) +/;

/** macOS escapes nothing in a name. With a line break in it, it still has at most 16 bytes, fewer than any row. */
const nameColumn = /(?:(?<name>[^\n]{0,80}?|[^]{0,16}?) +)??/;

const dateColumn =
  /(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat) (?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?<day>[ \d]\d) (?<hours>\d\d):(?<minutes>\d\d):(?<seconds>\d\d) (?<year>\d{4})/;

const rowPattern = new RegExp(
  `${fixedColumns.source}${nameColumn.source}${dateColumn.source}(?: +(?<command>[^\\n]*))?\\n`,
  'y',
);

/** Understands what `psColumns` asks for, with dates in UTC. `unread` counts the lines that are nothing of the kind. */
export function parsePs(text: string): { readonly rows: readonly PsRow[]; readonly unread: number } {
  const rows: PsRow[] = [];
  let unread = 0;
  for (let at = 0; at < text.length; ) {
    rowPattern.lastIndex = at;
    const fields = rowPattern.exec(text)?.groups;
    if (fields === undefined) {
      unread += 1;
      at = startOfNextLine(text, at);
    } else {
      rows.push(toRow(fields));
      at = rowPattern.lastIndex;
    }
  }
  return { rows, unread };
}

function startOfNextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

type Fields = Readonly<Record<string, string | undefined>>;

function toRow(fields: Fields): PsRow {
  const { command, environment } = splitCommandLine(fields['command'] ?? '');
  return {
    pid: Number(fields['pid']),
    ppid: Number(fields['ppid']),
    group: Number(fields['group']),
    session: toSession(fields['session'] ?? ''),
    terminal: toTerminal(fields['terminal'] ?? ''),
    // Apple prints the number as a signed one: `nobody` is -2.
    uid: Number(fields['uid']) >>> 0,
    state: owned(fields['state'] ?? ''),
    startedAt: toStartedAt(fields),
    name: owned(fields['name'] ?? ''),
    command: owned(command),
    marker: markerIn(environment),
  };
}

/** Old releases of macOS print an address in hexadecimal. */
function toSession(text: string): number | undefined {
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

function toTerminal(text: string): string | undefined {
  return /^(?:\?+|-)$/.test(text) ? undefined : owned(text);
}

function toStartedAt(fields: Fields): number {
  const number = (name: string) => Number(fields[name]);
  const month = months.indexOf(fields['month'] ?? '');
  return Date.UTC(
    number('year'),
    month,
    number('day'),
    number('hours'),
    number('minutes'),
    number('seconds'),
  );
}

/**
 * ps puts the environment behind the arguments with nothing in between, and environments are never recorded.
 * So everything from the first word on that can be `NAME=value` is taken for it: `make CC=gcc` shows as
 * `make`. No shell makes a name that begins with `-` or `/`: such words are options and paths, and stay.
 */
const variable = / (?:[^ =/-][^ =]*)?=/;

function splitCommandLine(text: string): { readonly command: string; readonly environment: string } {
  // A process without any argument has its environment from the first word on.
  const line = ` ${text}`;
  const start = line.search(variable);
  return start < 0
    ? { command: text, environment: '' }
    : { command: line.slice(1, start), environment: line.slice(start) };
}

const markerWord = ` ${markerName}=`;
const otherVariable = new RegExp(` (?!${markerName}=)[A-Za-z_]\\w*=`);

/**
 * The last one counts, because arguments come before the environment: none of them can outdo the variable that
 * a process has. Where ps shows no environment at all there is nothing but arguments (`grep PANETREE_BLOCK=…`),
 * so one that stands there as the only variable is not believed.
 */
function markerIn(environment: string): string | undefined {
  const last = environment.lastIndexOf(markerWord);
  if (last < 0 || !otherVariable.test(environment)) return undefined;
  const [value = ''] = environment.slice(last + markerWord.length).split(' ', 1);
  return value === '' ? undefined : owned(value);
}

const buffer = Buffer.allocUnsafe(4096);

/**
 * A copy, cut between two characters at 4,096 bytes. A mere slice would keep the whole table in memory, all
 * environments included, for as long as the row lives.
 */
function owned(text: string): string {
  return buffer.toString('utf8', 0, buffer.write(text));
}
