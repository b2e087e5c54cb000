import { commandInBrief } from '../../host/client/command-in-brief.js';
import { leftoverWords } from '../../host/client/leftover-words.js';
import { cellsLine, type Column } from './columns.js';
import { duration } from './figures.js';
import { foldMarks } from './fold-marks.js';
import { type Line, segment } from './line.js';
import type { LeftoverRow, LeftProcessRow } from './row.js';
import type { Scene } from './scene.js';

export function leftoverLine({ leftover, expansion }: LeftoverRow, columns: readonly Column[]): Line {
  return [
    ...cellsLine(columns, {}),
    segment(`${foldMarks[expansion]}${leftover.blockId}`, { weight: 'bold' }),
    segment(`  ${leftoverWords(leftover)}`),
  ];
}

export function leftProcessLine(
  { process, guides }: LeftProcessRow,
  { now }: Scene,
  columns: readonly Column[],
): Line {
  return [
    ...cellsLine(columns, {
      pid: [String(process.pid)],
      age: [duration(process.startedAt && now - process.startedAt)],
    }),
    segment(guides, { weight: 'dim' }),
    segment(process.name),
    segment(` ${commandInBrief(process)}`, { weight: 'dim' }),
  ];
}
