import type { KillPidResult, KillReport, Survivor } from '../../host/wire/kill.js';
import { processes, shortTime } from '../../host/client/words.js';

/** What came of a kill, in words. */
export interface KillOutcome {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly summary: string;
  readonly survivors: readonly Survivor[];
  readonly problems: readonly string[];
}

export const survivorReasons: Readonly<Record<Survivor['reason'], string>> = {
  uninterruptible: 'waits for the kernel and cannot be interrupted',
  protected: 'is the host or one of its ancestors',
  deadline: 'was still there at the deadline',
};

const pidOutcomes: Readonly<Record<KillPidResult['status'], Pick<KillOutcome, 'tone' | 'summary'>>> = {
  killed: { tone: 'good', summary: 'It has ended.' },
  signalled: { tone: 'good', summary: 'The signal was sent.' },
  'already-gone': { tone: 'good', summary: 'It had already gone.' },
  'not-member': { tone: 'warning', summary: 'Nothing was done: it no longer belongs to this pane.' },
  'identity-changed': {
    tone: 'warning',
    summary: 'Nothing was done: its PID now belongs to another process.',
  },
  protected: { tone: 'warning', summary: 'Nothing was done: it is the host or one of its ancestors.' },
  denied: { tone: 'bad', summary: 'The system does not allow it.' },
  unsupported: { tone: 'bad', summary: 'This system has no such signal.' },
  survived: { tone: 'bad', summary: 'It is still alive.' },
  'unknown-block': { tone: 'warning', summary: 'Nothing was done: the pane is gone.' },
};

export function outcomeOfPid({ status, ended = [] }: KillPidResult): KillOutcome {
  const { tone, summary } = pidOutcomes[status];
  const isMany = status === 'killed' && ended.length > 1;
  return {
    tone,
    summary: isMany ? `Ended ${processes(ended.length)}.` : summary,
    survivors: [],
    problems: [],
  };
}

/** Of several reports, what they say together. */
export function outcomeOf(...reports: readonly KillReport[]): KillOutcome {
  const survivors = reports.flatMap((report) => report.survivors);
  const problems = reports.flatMap((report) => report.problems);
  const tone = survivors.length > 0 ? 'bad' : problems.length > 0 ? 'warning' : 'good';
  return { tone, summary: reports.map(inWords).join(' '), survivors, problems };
}

function inWords({ status, ended, forced, survivors, kept, elapsedMs }: KillReport): string {
  if (status === 'unknown-block') return 'Nothing was done: the pane is gone.';
  if (status === 'untracked') return 'Nothing was tracked, so nothing was ended.';
  const force = forced.length === 0 ? '' : `, ${forced.length} of them by force`;
  const end =
    ended.length === 0
      ? 'Nothing was left to end'
      : `Ended ${processes(ended.length)}${force} in ${shortTime(elapsedMs)}`;
  const stays = kept.length === 0 ? '' : ` ${processes(kept.length)} kept.`;
  return `${end}. ${survivors.length === 0 ? 'Nothing survived.' : `${processes(survivors.length)} survived.`}${stays}`;
}
