import type { HostView } from '../../host/client/host-view.js';
import { runName, runPlace } from '../../host/client/run-words.js';
import { titleOf } from '../../host/client/titles.js';
import type { TrackedProcess } from '../../host/wire/process.js';
import type { RunRecord } from '../../host/wire/run.js';
import { duration } from './figures.js';
import { type Color, fitted, type Line, segment } from './line.js';
import { roleOf } from './row-line.js';
import { taskInALine } from './run-line.js';
import type { Row } from './row.js';
import type { Scene } from './scene.js';
import type { Notice, View } from './view.js';

const toneColors: Readonly<Record<Notice['tone'], Color>> = {
  good: 'green',
  warning: 'yellow',
  bad: 'red',
};

/** The line below the list: what is wrong, else what has just happened, else more about the selected row. */
export function statusLine(scene: Scene, view: View, row: Row | undefined): Line {
  const { size, now } = scene;
  const lost = lossOf(scene);
  if (lost !== undefined) return fitted([segment(lost, { color: 'red', weight: 'bold' })], size.cols);
  const { notice } = view;
  if (notice !== undefined && notice.until > now) {
    return fitted([segment(notice.text, { color: toneColors[notice.tone] })], size.cols);
  }
  return row === undefined ? [] : fitted([segment(aboutRow(row, scene), { weight: 'dim' })], size.cols);
}

function lossOf({ status, now }: Scene): string | undefined {
  if (status.kind === 'incompatible') return `Disconnected (r: try again): ${status.cause}`;
  if (status.kind !== 'lost') return undefined;
  const since = duration(now - status.lostAt);
  const next = duration(Math.max(0, status.retryAt - now));
  return `Disconnected for ${since}, next attempt in ${next} (r: now): ${status.cause}`;
}

function aboutRow(row: Row, { host }: Scene): string {
  switch (row.kind) {
    case 'process':
    case 'left-process':
      return aboutProcess(row.process, host);
    case 'plumbing':
      return 'What starts the programs of the pane; it ends with them.';
    case 'run':
      return aboutRun(row.run, host);
    case 'leftover':
      return `Of host ${row.leftover.hostPid}, tracked by ${row.leftover.backend}. a: go on with it, k: end it`;
    default:
      return aboutPane(row.blockId, host);
  }
}

function aboutRun(run: RunRecord, host: HostView | undefined): string {
  const place = runPlace(run, host === undefined ? run.blockId : titleOf(host, run.blockId));
  const parts = [`${runName(run)}, ${place}`, run.model, run.projectPath].filter(
    (part) => part !== undefined,
  );
  const task = taskInALine(run);
  return `${parts.join(', ')}${task === '' ? '' : `: ${task}`}`;
}

function aboutProcess(process: TrackedProcess, host: HostView | undefined): string {
  const where = process.escapedTo === undefined ? '' : ` to ${process.escapedTo}`;
  const run = process.runId === undefined ? undefined : host?.runs.get(process.runId);
  const turn = run === undefined ? '' : `, run ${run.runId} ${runName(run)}`;
  const { startedFor } = process;
  const origin = startedFor === undefined ? '' : `, asked for by ${startedFor.blockId}`;
  return `${process.pid} ${roleOf(process)[0]}${where}${turn}${origin}: ${process.command}`;
}

/** What one should know of it first. */
function aboutPane(blockId: string, host: HostView | undefined): string {
  const block = host?.blocks.get(blockId);
  const pane = host?.panes.get(blockId);
  const place = pane === undefined ? blockId : `${pane.command}, in ${pane.cwd}`;
  const failure = block?.failure === undefined ? [] : [block.failure.message];
  const reasons = [...failure, ...(block?.reasons ?? [])].join('; ');
  return reasons === '' ? place : `${reasons} (${place})`;
}
