import type { KillPidResult, KillReport, Survivor } from '../../host/wire/kill.js';
import type { ProcessRef, TrackedProcess } from '../../host/wire/process.js';
import { processes, shortTime } from '../../host/client/words.js';
import { nameOf } from './kill-plan.js';

/** What came of a kill, in words. */
export interface KillOutcome {
  readonly tone: 'good' | 'warning' | 'bad';
  readonly summary: string;
  /** Each by its name, with the reason where it is known. */
  readonly survivors: readonly string[];
  readonly problems: readonly string[];
}

const survivorReasons: Readonly<Record<Survivor['reason'], string>> = {
  uninterruptible: 'waits for the kernel and cannot be interrupted',
  protected: 'is the host or one of its ancestors',
  deadline: 'was still there at the deadline',
};

type Status = KillPidResult['status'];

const words: Readonly<Record<Status, Pick<KillOutcome, 'tone' | 'summary'>>> = {
  killed: { tone: 'good', summary: 'has ended' },
  signalled: { tone: 'good', summary: 'was sent the signal' },
  'already-gone': { tone: 'good', summary: 'had already gone' },
  'not-member': { tone: 'warning', summary: 'no longer belongs to this pane: nothing was done' },
  'identity-changed': {
    tone: 'warning',
    summary: 'has gone and its PID is another process now: nothing was done',
  },
  protected: { tone: 'warning', summary: 'is the host or one of its ancestors: nothing was done' },
  denied: { tone: 'bad', summary: 'may not be signalled: the system does not allow it' },
  unsupported: { tone: 'bad', summary: 'was not signalled: this system has no such signal' },
  survived: { tone: 'bad', summary: 'did not end' },
  'unknown-block': { tone: 'warning', summary: 'was in a pane that is gone: nothing was done' },
};

/** `asked`: those that were to end, the one that was named first. */
export function outcomeOfPid(
  { status, ended = [] }: KillPidResult,
  asked: readonly [TrackedProcess, ...TrackedProcess[]],
): KillOutcome {
  const { tone, summary } = words[status];
  const others = asked.length > 1 && status === 'killed' ? `, ${processes(ended.length)} in all` : '';
  const isGone = (process: ProcessRef) => ended.some((one) => isSame(one, process));
  const survivors = status === 'survived' ? asked.filter((process) => !isGone(process)).map(nameOf) : [];
  const rest = status === 'killed' ? '; nothing survived' : '';
  return { tone, summary: `${nameOf(asked[0])} ${summary}${others}${rest}.`, survivors, problems: [] };
}

export function outcomeOfReport(report: KillReport): KillOutcome {
  const { survivors, problems } = report;
  const tone = survivors.length > 0 ? 'bad' : problems.length > 0 ? 'warning' : 'good';
  const named = survivors.map((survivor) => `${nameOf(survivor)} ${survivorReasons[survivor.reason]}`);
  return { tone, summary: inWords(report), survivors: named, problems };
}

/** The host did not do it, or did not say so. */
export function outcomeOfFailure(error: unknown): KillOutcome {
  const summary = error instanceof Error ? error.message : String(error);
  return { tone: 'bad', summary, survivors: [], problems: [] };
}

function inWords({ status, ended, forced, survivors, kept, elapsedMs }: KillReport): string {
  if (status === 'unknown-block') return 'The pane is gone: nothing was done.';
  if (status === 'untracked') return 'Nothing was tracked, so nothing was ended.';
  const force = forced.length === 0 ? '' : `, ${forced.length} by force`;
  const end =
    ended.length === 0
      ? 'Nothing was left to end'
      : `Ended ${processes(ended.length)} in ${shortTime(elapsedMs)}${force}`;
  const stays = kept.length === 0 ? '' : `, ${kept.length} kept`;
  const rest = survivors.length === 0 ? 'nothing survived' : `${processes(survivors.length)} survived`;
  return `${end}${stays}; ${rest}.`;
}

function isSame(a: ProcessRef, b: ProcessRef): boolean {
  return a.pid === b.pid && a.birth === b.birth;
}
