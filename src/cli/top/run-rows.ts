import type { HostView } from '../../host/client/host-view.js';
import { livingByRun, orderedRuns, runName, runStatusWords } from '../../host/client/run-words.js';
import { wordsMatcher } from '../../host/client/search.js';
import { titleOf } from '../../host/client/titles.js';
import type { RunRecord } from '../../host/wire/run.js';
import type { RunRow } from './row.js';
import type { ListView } from './view.js';

/** The turns that are known, those that live first. */
export function runRows(host: HostView, { filter }: ListView): readonly RunRow[] {
  const matches = wordsMatcher(filter) ?? (() => true);
  const living = livingByRun(host);
  const shown = orderedRuns(host.runs.values(), living).filter((run) => matches(searchedText(run, host)));
  return shown.map((run) => ({
    kind: 'run',
    key: `run ${run.runId}`,
    blockId: run.blockId,
    run,
    living: living.get(run.runId) ?? 0,
    expansion: 'leaf',
  }));
}

function searchedText(run: RunRecord, host: HostView): string {
  const { runId, kind, task, model, projectPath, root, blockId } = run;
  const parts = [`run:${runId}`, kind, runName(run), runStatusWords(run), titleOf(host, blockId)];
  return [...parts, root?.pid, task, model, projectPath].filter((part) => part !== undefined).join(' ');
}
