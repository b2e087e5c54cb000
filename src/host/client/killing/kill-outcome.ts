import type { EscapedProcess, KillPidResult, KillReport, NamedProcess, Survivor } from '../../wire/kill.js';
import type { ProcessRef, TrackedProcess } from '../../wire/process.js';
import { keyOf } from '../identity.js';
import { processes, shortTime } from '../words.js';

/** What came of a kill, in words. */
export interface KillOutcome {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly summary: string;
  readonly survivors: readonly ToldProcess[];
  /** Others that a person wants to know by name: what was forced, what lives on outside the kill. */
  readonly others?: readonly ToldGroup[];
  readonly problems: readonly string[];
}

interface ToldGroup {
  readonly heading: 'Ended by force' | 'Hung up with it' | 'Kept' | 'Escaped, and left alone';
  readonly processes: readonly ToldProcess[];
}

export interface ToldProcess extends ProcessRef {
  readonly name: string;
  /** What it did instead, as far as that is known; its command line where nothing else is to say. */
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
  { status, ended = [], forced = [], hungUp = [], kept = [], escaped = [] }: KillPidResult,
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
    ...groupsOf({ forced, hungUp, kept, escaped }),
    problems: [],
  };
}

/** Of several reports, what they say together. */
export function outcomeOf(...reports: readonly KillReport[]): KillOutcome {
  const survivors = reports.flatMap((report) => report.survivors);
  const problems = reports.flatMap((report) => report.problems);
  const forced = reports.flatMap((report) => report.forced);
  const kept = reports.flatMap((report) => report.kept);
  const escaped = reports.flatMap((report) => report.escaped);
  const isClean = problems.length === 0 && escaped.length === 0;
  const tone = survivors.length > 0 ? 'bad' : isClean ? 'good' : 'warning';
  return {
    tone,
    summary: reports.map(inWords).join(' '),
    survivors: survivors.map(({ pid, birth, name, reason }) => ({
      pid,
      birth,
      name,
      why: survivorReasons[reason],
    })),
    ...groupsOf({ forced, hungUp: [], kept, escaped }),
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

interface Named {
  readonly forced: readonly NamedProcess[];
  readonly hungUp: readonly NamedProcess[];
  readonly kept: readonly NamedProcess[];
  readonly escaped: readonly EscapedProcess[];
}

function groupsOf({ forced, hungUp, kept, escaped }: Named): Pick<KillOutcome, 'others'> {
  const groups: readonly ToldGroup[] = [
    { heading: 'Ended by force', processes: forced.map(byCommand) },
    { heading: 'Hung up with it', processes: hungUp.map(byCommand) },
    { heading: 'Kept', processes: kept.map(byCommand) },
    {
      heading: 'Escaped, and left alone',
      processes: escaped.map(({ pid, birth, name, place }) => ({
        pid,
        birth,
        name,
        why: `lives in ${place}`,
      })),
    },
  ];
  const others = groups.filter((group) => group.processes.length > 0);
  return others.length === 0 ? {} : { others };
}

function byCommand({ pid, birth, name, command }: NamedProcess): ToldProcess {
  return { pid, birth, name, why: command };
}

function inWords({
  status,
  ended,
  forced,
  survivors,
  kept,
  escaped,
  elapsedMs,
  confidence,
}: KillReport): string {
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
  if (escaped.length === 0) return `${end}. ${rest}${stays}`;
  // Whatever escaped is alive: nothing may be said to have survived less than that.
  const left = `${processes(escaped.length)} escaped and ${escaped.length === 1 ? 'lives' : 'live'} on.`;
  return `${end}. ${survivors.length === 0 ? '' : `${rest} `}${left}${stays}`;
}
