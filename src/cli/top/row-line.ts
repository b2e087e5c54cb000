import { commandInBrief } from '../../host/client/command-in-brief.js';
import { exitWords } from '../../host/client/exit-words.js';
import { keyOf } from '../../host/client/identity.js';
import { looseIn, looseWords } from '../../host/client/loose.js';
import { titleOf } from '../../host/client/titles.js';
import { roleCounts } from '../../host/client/role-counts.js';
import { memoryOf } from '../../host/client/usage-cache.js';
import type { Confidence, TrackedProcess } from '../../host/wire/process.js';
import type { ListeningPort } from '../../host/wire/usage.js';
import { type Cells, cellsLine, type Column } from './columns.js';
import { bytes, duration, percent } from './figures.js';
import { counted, processes } from '../../host/client/words.js';
import { foldMarks } from './fold-marks.js';
import { type Color, type Line, segment, type Style, styled } from './line.js';
import { leftoverLine, leftProcessLine } from './leftover-line.js';
import type { PaneRow, ProcessRow, Row } from './row.js';
import { runLine } from './run-line.js';
import type { Scene } from './scene.js';

const confidenceColors: Readonly<Record<Confidence, Color>> = {
  high: 'green',
  'best-effort': 'yellow',
  none: 'red',
};

/** A row as wide as it likes. */
export function rowLine(row: Row, scene: Scene, columns: readonly Column[]): Line {
  switch (row.kind) {
    case 'pane':
      return [...cellsLine(columns, paneCells(row, scene)), ...paneText(row, scene)];
    case 'process': {
      const line = [
        ...cellsLine(columns, processCells(row, scene)),
        ...keptMark(row, columns),
        ...processText(row, scene),
      ];
      return row.ended === undefined ? line : styled(line, { weight: 'dim', color: undefined });
    }
    case 'plumbing': {
      const { guides, expansion, count } = row;
      const text = `${foldMarks[expansion]}${counted(count, 'launcher')} and the like`;
      return [...cellsLine(columns, {}), segment(guides, dim), segment(text, dim)];
    }
    case 'empty':
      return [...cellsLine(columns, {}), segment(row.guides, dim), segment(' no processes', dim)];
    case 'run':
      return runLine(row, scene, columns);
    case 'leftover':
      return leftoverLine(row, columns);
    case 'left-process':
  }
  return leftProcessLine(row, scene, columns);
}

const dim: Style = { weight: 'dim' };
const keptStyle: Style = { color: 'magenta' };
const looseStyle: Style = { color: 'yellow' };
const loosenesses = ['detached', 'left-behind'] as const;

function paneCells({ block }: PaneRow, { host, usage, now }: Scene): Cells {
  const used = usage.blocks.get(block.blockId);
  const pane = host?.panes.get(block.blockId);
  return {
    cpu: [percent(used?.cpuPercent), heat(used?.cpuPercent)],
    memory: [bytes(used && memoryOf(used))],
    age: [pane === undefined ? '' : duration(now - pane.openedAt)],
    role: standingOf(block.isFrozen, block.state === 'closing' ? 'closing' : pane?.state),
  };
}

function standingOf(isFrozen: boolean, state: string | undefined): readonly [string, Style?] {
  if (isFrozen) return ['frozen', { color: 'cyan' }];
  return state === undefined || state === 'running' ? [''] : [state, { color: 'yellow' }];
}

function paneText({ block, blockId, expansion }: PaneRow, { host, usage }: Scene): Line {
  const { confidence, failure } = block;
  const { ports = [], portsComplete } = usage.blocks.get(blockId) ?? {};
  return [
    segment(`${foldMarks[expansion]}${host === undefined ? blockId : titleOf(host, blockId)}`, {
      weight: 'bold',
    }),
    segment(`  ● ${confidence}`, { color: confidenceColors[confidence] }),
    segment(`  ${processes(block.processes.size)}`),
    ...keptText(block),
    ...looseText(block, host),
    ...portsText(ports, '  '),
    ...(portsComplete === false ? [segment('  :?', { color: 'cyan' })] : []),
    ...(failure === undefined ? [] : [segment(`  cannot be read: ${failure.code}`, { color: 'red' })]),
  ];
}

/** Where there is no room for a column that says so. */
function keptMark({ process }: ProcessRow, columns: readonly Column[]): Line {
  const isSaid = process.lifetime !== 'kept' || columns.some(({ id }) => id === 'role');
  return isSaid ? [] : [segment('kept ', keptStyle)];
}

function keptText({ processes: members }: PaneRow['block']): Line {
  const { kept } = roleCounts(members.values());
  return kept === 0 ? [] : [segment(`  ${kept} kept`, keptStyle)];
}

/** Counted as on the page: what goes on without the process or the run that started it. */
function looseText(block: PaneRow['block'], host: Scene['host']): Line {
  const kinds = host === undefined ? [] : Array.from(looseIn(block, host.runs), ([, kind]) => kind);
  return loosenesses.flatMap((kind) => {
    const count = kinds.filter((one) => one === kind).length;
    return count === 0 ? [] : [segment(`  ${count} ${looseWords[kind]}`, looseStyle)];
  });
}

function processCells({ process, ended }: ProcessRow, { usage, now }: Scene): Cells {
  const used = ended === undefined ? usage.processes.get(keyOf(process)) : undefined;
  const until = ended?.observedAt ?? now;
  return {
    pid: [String(process.pid)],
    cpu: [percent(used?.cpuPercent), heat(used?.cpuPercent)],
    memory: [bytes(used?.residentBytes)],
    age: [duration(process.startedAt && until - process.startedAt)],
    run: [process.runId === undefined ? '' : String(process.runId)],
    role: roleOf(process),
  };
}

function processText(row: ProcessRow, { usage }: Scene): Line {
  const { guides, process, loose, ended, expansion, hidden } = row;
  const ports = ended === undefined ? (usage.ports.get(keyOf(process)) ?? []) : [];
  const name = segment(process.name, process.role === 'plumbing' ? dim : {});
  const end = ended === undefined ? [] : [segment(` (${exitWords(ended)})`)];
  return [
    segment(guides, dim),
    segment(foldMarks[expansion]),
    name,
    ...end,
    ...(loose === undefined ? [] : [segment(` ${looseWords[loose]}`, looseStyle)]),
    ...(hidden === 0 ? [] : [segment(` +${hidden}`, { color: 'yellow' })]),
    ...portsText(ports, ' '),
    segment(` ${commandInBrief(process)}`, dim),
  ];
}

/** One that is bound to several addresses is still one port. */
function portsText(ports: readonly ListeningPort[], gap: string): Line {
  const numbers = [...new Set(ports.map(({ port }) => port))].toSorted((a, b) => a - b);
  if (numbers.length === 0) return [];
  return [segment(`${gap}${numbers.map((port) => `:${port}`).join(' ')}`, { color: 'cyan' })];
}

export function roleOf({ role, lifetime, escapedTo }: TrackedProcess): readonly [string, Style?] {
  if (escapedTo !== undefined) return ['escaped', { color: 'yellow' }];
  if (lifetime === 'kept') return ['kept', keptStyle];
  return role === 'started' ? [role] : [role, dim];
}

function heat(cpuPercent: number | undefined): Style {
  if (cpuPercent === undefined || cpuPercent < 50) return {};
  return { color: cpuPercent < 90 ? 'yellow' : 'red' };
}
