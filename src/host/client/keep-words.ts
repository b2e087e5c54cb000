import type { KeepResult } from '../wire/kill.js';
import { processes } from './words.js';

const refusals: Readonly<Record<Exclude<KeepResult['status'], 'kept'>, string>> = {
  'already-gone': 'It has already gone.',
  'not-member': 'It no longer belongs to this pane.',
  'identity-changed': 'Its PID now belongs to another process.',
  protected: 'It is the host or one of its ancestors.',
  unsupported: 'This machine cannot keep a process.',
};

/** What came of keeping a process and what it started. */
export function keepWords({ status, processes: kept, warnings = [] }: KeepResult): string {
  if (status !== 'kept') return refusals[status];
  return [`${processes(kept.length)} will outlive the pane.`, ...warnings].join(' ');
}
