import { GuardProcess } from '../guard-process.js';
import { limitMarkOf } from '../limit-mark.js';
import { markerName } from '../marker.js';
import { guardScript } from './guard-script.js';
import type { Ledger, Ownership } from './ledger.js';
import type { TableEntry } from './table.js';

/** What the guard reads processes from: `/proc`, or a ps of either kind. */
export type GuardTable = 'proc' | 'ps-darwin' | 'ps-linux';

export interface LedgerGuardOptions {
  readonly instance: string;
  readonly table: GuardTable;
  /** Told in words when no guard is left. */
  readonly report: (reason: string) => void;
}

/** What the guard goes by when the host is gone. */
export interface GuardKnowledge {
  readonly ledger: Ledger;
  readonly entries: ReadonlyMap<number, TableEntry>;
  /** The markers of the open blocks; what carries another one is nobody's to kill. */
  readonly blocks: ReadonlySet<string>;
  /** The host and its ancestors. */
  readonly above: ReadonlySet<number>;
  /** Where members are at home; who is elsewhere has escaped. */
  readonly homes: ReadonlySet<string>;
}

/** Options with which each ps shows environments and cuts no line. */
const psOptions = { proc: '', 'ps-darwin': '-axEww', 'ps-linux': 'axeww' } as const;

/** Never the start of a process: the PID counts as a name of sessions and groups alone. */
const goneStart = 'gone';

/** Ends the members when the host dies without doing it itself. */
export class LedgerGuard {
  readonly #options: LedgerGuardOptions;
  readonly #process: GuardProcess;
  /** As told last, by its first word. */
  readonly #told = new Map<string, string>();
  #ledger: Ledger | undefined;

  constructor(options: LedgerGuardOptions) {
    const { instance, table, report } = options;
    this.#options = options;
    this.#process = new GuardProcess({
      script: guardScript,
      args: [`${markerName}=${instance}:`, psOptions[table], String(process.getuid?.() ?? '')],
      briefing: () => [...this.#told.values()].join(''),
      report,
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Passes on what is new. */
  tell(knowledge: GuardKnowledge): void {
    const { blocks, above, homes, ledger } = knowledge;
    const limits = this.#options.table === 'proc' ? [...blocks].map(limitMarkOf) : [];
    const own = `${this.#options.instance}:`;
    const names = [...blocks].flatMap((marker) => (marker.startsWith(own) ? [marker.slice(own.length)] : []));
    const news = [
      this.#update('blocks', `blocks ${names.join(' ')}\n`),
      this.#update('limits', `limits ${limits.join(' ')}\n`),
      this.#update('above', `above ${[...above].join(' ')}\n`),
      this.#update('homes', [...homes].map((home) => `home ${home}\n`).join('')),
      ledger === this.#ledger ? '' : this.#update('members', membersLine(knowledge, this.#options.table)),
    ].join('');
    this.#ledger = ledger;
    if (news !== '') this.#process.tell(news);
  }

  /** Nothing is killed: what is left by now is meant to be. */
  close(): Promise<void> {
    return this.#process.close('close\n');
  }

  #update(key: string, text: string): string {
    if (this.#told.get(key) === text) return '';
    this.#told.set(key, text);
    return text;
  }
}

function membersLine({ ledger, entries }: GuardKnowledge, table: GuardTable): string {
  const tokensOf = (lifetime: Ownership['lifetime']) => {
    const members = [...ledger.members.values()].filter((member) => member.lifetime === lifetime);
    const present = members.flatMap(({ pid, birth }) => {
      const entry = entries.get(pid);
      return entry?.birth === birth ? [`${pid}:${guardStart(entry, table)}`] : [];
    });
    const names = namesInUse({ ledger, entries }, lifetime);
    return [lifetime, ...present, ...names.map((name) => `${name}:${goneStart}`)].join(' ');
  };
  return `members ${tokensOf('pane')} ${tokensOf('kept')}\n`;
}

/** Sessions and groups that members are in and that bear the PID of one that has ended. */
function namesInUse(
  { ledger, entries }: Pick<GuardKnowledge, 'ledger' | 'entries'>,
  lifetime: Ownership['lifetime'],
): readonly number[] {
  const used = [...ledger.members.keys()].flatMap((pid) => [
    entries.get(pid)?.session,
    entries.get(pid)?.group,
  ]);
  const isName = (pid: number | undefined): pid is number =>
    pid !== undefined && !ledger.members.has(pid) && ledger.names.get(pid)?.lifetime === lifetime;
  return [...new Set(used)].filter(isName);
}

/** The start as the guard's own table writes it. */
function guardStart({ startTicks }: TableEntry, table: GuardTable): string {
  if (table === 'proc') return String(startTicks);
  const [, day, month, year, time] = new Date(startTicks).toUTCString().split(' ');
  return `${month}${Number(day)}${time}${year}`;
}
