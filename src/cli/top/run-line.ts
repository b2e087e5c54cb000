import { isAlive, runName, runStatusWords, type RunTone, runTone } from '../../host/client/run-words.js';
import { titleOf } from '../../host/client/titles.js';
import { processes } from '../../host/client/words.js';
import type { RunRecord } from '../../host/wire/run.js';
import { cellsLine, type Column } from './columns.js';
import { duration } from './figures.js';
import { type Line, segment, type Style, styled } from './line.js';
import type { RunRow } from './row.js';
import type { Scene } from './scene.js';

const toneStyles: Readonly<Record<RunTone, Style>> = {
  live: { color: 'green' },
  waiting: { color: 'yellow' },
  good: {},
  bad: { color: 'red' },
  gone: {},
};

/** One turn: one that is over is dim. */
export function runLine({ run, living }: RunRow, { host, now }: Scene, columns: readonly Column[]): Line {
  const { runId, root, startedAt, endedAt, blockId } = run;
  const tone = toneStyles[runTone(run)];
  const line = [
    ...cellsLine(columns, {
      run: [String(runId)],
      pid: [root === undefined ? '' : String(root.pid)],
      age: [duration((endedAt ?? now) - startedAt)],
      status: [runStatusWords(run), tone],
    }),
    segment(runName(run), { weight: 'bold' }),
    segment(` in ${host === undefined ? blockId : titleOf(host, blockId)}`, { weight: 'dim' }),
  ];
  const task = segment(`  ${taskInALine(run)}`);
  if (isAlive(run)) return [...line, task];
  const left = living === 0 ? [] : [segment(`  ${processes(living)} left`, { color: 'yellow' })];
  return [...styled(line, { weight: 'dim' }), ...left, ...styled([task], { weight: 'dim' })];
}

/** A task is often a text of many lines. */
export function taskInALine({ task = '' }: RunRecord): string {
  return task.trim().replaceAll(/\s+/g, ' ');
}
