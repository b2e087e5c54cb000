import type { HostView } from '../host-view.js';
import { runName } from '../run-words.js';
import { nameOf, titleOf } from '../titles.js';
import type { KillAsk } from './kill-ask.js';

/** What is to be ended, by the name a person knows it by. */
export function subjectOf(host: HostView | undefined, ask: KillAsk): string {
  switch (ask.kind) {
    case 'process':
    case 'subtree':
    case 'signal':
      return nameOf(ask.process);
    case 'block':
    case 'pane':
      return `“${host === undefined ? ask.blockId : titleOf(host, ask.blockId)}”`;
    case 'run':
      return runSubject(host, ask.runId);
    case 'leftover':
  }
  return leftoverSubject(host, ask.leftoverId);
}

function runSubject(host: HostView | undefined, runId: number): string {
  const run = host?.runs.get(runId);
  return run === undefined ? `run ${runId}` : runName(run);
}

function leftoverSubject(host: HostView | undefined, leftoverId: string): string {
  const leftover = host?.leftovers.find((one) => one.leftoverId === leftoverId);
  return `what is left of “${leftover?.blockId ?? leftoverId}”`;
}
