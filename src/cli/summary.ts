import type { KillReport, Survivor } from '../index.js';
import { printable, printableJson } from '../output/printable.js';

/** What a report says of each survivor that a person wants to know. */
type Told = Omit<KillReport, 'survivors'> & {
  readonly survivors: readonly Pick<Survivor, 'pid' | 'name' | 'reason'>[];
};

/** One line: what was ended, what was forced, what survived. */
export function summarize(report: Told, format: 'text' | 'json'): string {
  return format === 'json' ? printableJson(report) : printable(`panetree: ${inWords(report)}`);
}

function inWords({ status, ended, forced, survivors, kept, problems }: Told): string {
  if (status === 'untracked') return 'nothing was tracked, so nothing was ended';
  if (status === 'kept') {
    return kept.length === 0 ? 'nothing is left' : `${count(kept.length)} left running: ${pids(kept)}`;
  }
  const parts = [
    ended.length === 0 ? 'nothing was left to end' : `ended ${count(ended.length)}${ofThem(forced.length)}`,
    ...(kept.length === 0 ? [] : [`kept ${count(kept.length)}: ${pids(kept)}`]),
    survivors.length === 0 ? 'nothing survived' : `survived: ${survivors.map(nameSurvivor).join(', ')}`,
    ...problems,
  ];
  return parts.join(', ');
}

function count(number: number): string {
  return number === 1 ? '1 process' : `${number} processes`;
}

function ofThem(forced: number): string {
  return forced === 0 ? '' : `, ${forced} of them by force`;
}

function pids(refs: KillReport['kept']): string {
  return refs.map(({ pid }) => pid).join(' ');
}

function nameSurvivor({ pid, name, reason }: Told['survivors'][number]): string {
  return `${name} (PID ${pid}, ${reason})`;
}
