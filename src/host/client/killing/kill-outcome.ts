import type { KillPidResult, KillReport, Survivor } from '../../wire/kill.js';
import type { ProcessRef, TrackedProcess } from '../../wire/process.js';
import { keyOf } from '../identity.js';
import { processes, shortTime } from '../words.js';

/** What came of a kill, in words. */
export interface KillOutcome {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly summary: string;
  readonly survivors: readonly NamedSurvivor[];
  readonly problems: readonly string[];
}

interface NamedSurvivor extends ProcessRef {
  readonly name: string;
  /** What it did instead, as far as that is known. */
  readonly why: string;
}

const survivorReasons: Readonly<Record<Survivor['reason'], string>> = {
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

/** `asked`: those that were to end, for the names of those that did not. */
export function outcomeOfPid(
  { status, ended = [] }: KillPidResult,
  asked: readonly TrackedProcess[],
): KillOutcome {
  const { tone, summary } = pidOutcomes[status];
  const isMany = status === 'killed' && ended.length > 1;
  const gone = new Set(ended.map(keyOf));
  const alive = status === 'survived' ? asked.filter((process) => !gone.has(keyOf(process))) : [];
  return {
    tone,
    summary: isMany ? `Ended ${processes(ended.length)}.` : summary,
    survivors: alive.map(({ pid, birth, name }) => ({ pid, birth, name, why: 'did not end' })),
    problems: [],
  };
}

/** Of several reports, what they say together. */
export function outcomeOf(...reports: readonly KillReport[]): KillOutcome {
  const survivors = reports.flatMap((report) => report.survivors);
  const problems = reports.flatMap((report) => report.problems);
  const tone = survivors.length > 0 ? 'bad' : problems.length > 0 ? 'warning' : 'good';
  return {
    tone,
    summary: reports.map(inWords).join(' '),
    survivors: survivors.map(({ pid, birth, name, reason }) => ({
      pid,
      birth,
      name,
      why: survivorReasons[reason],
    })),
    problems,
  };
}

/** The host did not do it, or did not say so. */
export function outcomeOfFailure(error: unknown): KillOutcome {
  const summary = error instanceof Error ? error.message : String(error);
  return { tone: 'bad', summary, survivors: [], problems: [] };
}

function nothingToEnd(isKnown: boolean): string {
  return isKnown ? 'Nothing was left to end' : 'Found nothing to end';
}

function nothingSurvived(isKnown: boolean): string {
  return isKnown
    ? 'Nothing survived.'
    : 'Nothing that panetree could see survived; the list of this pane is inferred.';
}

function inWords({ status, ended, forced, survivors, kept, elapsedMs, confidence }: KillReport): string {
  if (status === 'unknown-block') return 'Nothing was done: the pane is gone.';
  if (status === 'untracked') return 'Nothing was tracked, so nothing was ended.';
  const isKnown = confidence === 'high';
  const force = forced.length === 0 ? '' : `, ${forced.length} of them by force`;
  const end =
    ended.length === 0
      ? nothingToEnd(isKnown)
      : `Ended ${processes(ended.length)} in ${shortTime(elapsedMs)}${force}`;
  const rest = survivors.length === 0 ? nothingSurvived(isKnown) : `${processes(survivors.length)} survived.`;
  const stays = kept.length === 0 ? '' : ` ${processes(kept.length)} kept.`;
  return `${end}. ${rest}${stays}`;
}
