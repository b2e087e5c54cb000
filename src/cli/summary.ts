import type { EscapedProcess, KillReport, NamedProcess, Survivor } from '../index.js';
import type { KillPidResult } from '../host/wire/index.js';
import { printable, printableJson } from '../output/printable.js';

/** What a report says of each survivor that a person wants to know. */
type Told = Omit<KillReport, 'survivors' | 'escaped'> & {
  readonly escaped: readonly Pick<EscapedProcess, 'pid' | 'name' | 'place'>[];
  readonly survivors: readonly Pick<Survivor, 'pid' | 'name' | 'reason'>[];
};

const nothingToEnd = { known: 'nothing was left to end', inferred: 'found nothing to end' } as const;
const nothingLeft = {
  known: 'nothing is left',
  inferred: 'nothing that panetree could see is left; the list is inferred',
} as const;
const nothingSurvived = {
  known: 'nothing survived',
  inferred: 'nothing that panetree could see survived; the list is inferred',
} as const;

/** A line has room for so many. */
const mostNamed = 8;

/** Nothing was left: neither ended, nor alive. */
export function isUneventful(report: Told): boolean {
  const { ended, kept } = report;
  return isClean(report) && ended.length === 0 && kept.length === 0;
}

/** Everything that was to end has ended. */
export function isClean({ status, survivors, escaped, problems }: Told): boolean {
  const isOver = status === 'empty' || status === 'ended' || status === 'kept';
  return isOver && survivors.length === 0 && escaped.length === 0 && problems.length === 0;
}

/** One line: what was ended, what was forced, what survived. */
export function summarize(report: Told, format: 'text' | 'json'): string {
  return format === 'json' ? printableJson(report) : printable(`panetree: ${inWords(report)}`);
}

/** One line for the kill of one process, or of its subtree. */
export function summarizePid(pid: number, result: KillPidResult): string {
  const { status, ended = [], forced = [], kept = [], escaped = [] } = result;
  const below = ended.filter((each) => each.pid !== pid).length;
  const parts = [
    `${pid}: ${status}`,
    ...(below === 0 ? [] : [`and ${below} below it`]),
    ...(forced.length === 0 ? [] : [`by force: ${names(forced)}`]),
    ...(kept.length === 0 ? [] : [`kept: ${names(kept)}`]),
    ...escapes(escaped),
  ];
  return `panetree: ${parts.join(', ')}`;
}

function inWords({ status, ended, forced, survivors, kept, escaped, problems, confidence }: Told): string {
  const certainty = confidence === 'high' ? 'known' : 'inferred';
  if (status === 'untracked') return 'nothing was tracked, so nothing was ended';
  if (status === 'kept') {
    const left = `${count(kept.length)} left running: ${names(kept)}`;
    return [kept.length === 0 ? nothingLeft[certainty] : left, ...escapes(escaped)].join(', ');
  }
  const parts = [
    ended.length === 0 ? nothingToEnd[certainty] : `ended ${count(ended.length)}${ofThem(forced)}`,
    ...(kept.length === 0 ? [] : [`kept ${count(kept.length)}: ${names(kept)}`]),
    ...(survivors.length === 0 && escaped.length === 0 ? [nothingSurvived[certainty]] : []),
    ...(survivors.length === 0 ? [] : [`survived: ${survivors.map(nameSurvivor).join(', ')}`]),
    ...escapes(escaped),
    ...problems,
  ];
  return parts.join(', ');
}

function count(number: number): string {
  return number === 1 ? '1 process' : `${number} processes`;
}

function ofThem(forced: Told['forced']): string {
  return forced.length === 0 ? '' : `, ${forced.length} of them by force: ${names(forced)}`;
}

/** Alive, so that no sentence beside it may claim that nothing survived. */
function escapes(escaped: Told['escaped']): readonly string[] {
  if (escaped.length === 0) return [];
  const each = escaped.map(
    ({ pid, name, place }) => `${printable(name)} (PID ${pid}, in ${printable(place)})`,
  );
  return [`escaped and left alone: ${inShort(each)}`];
}

function names(processes: readonly Pick<NamedProcess, 'pid' | 'name'>[]): string {
  return inShort(processes.map(({ pid, name }) => `${printable(name)} (PID ${pid})`));
}

function inShort(each: readonly string[]): string {
  const more = each.length - mostNamed;
  return more <= 0 ? each.join(', ') : `${each.slice(0, mostNamed).join(', ')} and ${more} more`;
}

function nameSurvivor({ pid, name, reason }: Told['survivors'][number]): string {
  return `${name} (PID ${pid}, ${reason})`;
}
