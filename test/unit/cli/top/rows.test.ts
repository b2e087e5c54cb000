import { describe, expect, test } from 'vitest';
import { fadeMs } from '../../../../src/host/client/fading.js';
import type { Row } from '../../../../src/cli/top/row.js';
import { rowLine } from '../../../../src/cli/top/row-line.js';
import { rowsOf } from '../../../../src/cli/top/rows.js';
import type { Scene } from '../../../../src/cli/top/scene.js';
import { initialView, type ListView } from '../../../../src/cli/top/view.js';
import { keyOf } from '../../../../src/host/client/identity.js';
import { block, scene, sceneTime, usage } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';

const shell = tracked(10, { role: 'root', name: 'bash' });
const server = tracked(11, { ppid: 10, name: 'node', command: 'node server.js' });
const worker = tracked(12, { ppid: 11, name: 'esbuild' });
const daemon = tracked(13, { name: 'sleep', command: 'sleep 600' });
const launcher = tracked(14, { role: 'plumbing', name: 'sh' });
const build = block('build', [shell, server, worker, daemon, launcher]);
const other = block('other', [tracked(20, { role: 'root', name: 'zsh' })]);

test('a pane, its tree, and its plumbing folded into one row', () => {
  expect(drawn(scene([build, other]))).toEqual([
    'title of build',
    '├─10 bash',
    '│ └─11 node',
    '│   └─12 esbuild',
    '├─13 sleep',
    '└─1 plumbing',
    'title of other',
    '└─20 zsh',
  ]);
});

test('plumbing is shown when it is opened', () => {
  const shown = drawn(scene([build]), { opened: new Set(['plumbing build']) });
  expect(shown.slice(-2)).toEqual(['└─1 plumbing', '  └─14 sh']);
});

test('what is closed hides what is below it, and counts it', () => {
  const rows = rowsOf(scene([build]), view({ closed: new Set([keyOf(shell)]) }));
  expect(rows[1]).toMatchObject({ expansion: 'closed', hidden: 2 });
  expect(rows.map(written)).toEqual(['title of build', '├─10 bash', '├─13 sleep', '└─1 plumbing']);
  const folded = view({ closed: new Set(['pane build']) });
  expect(rowsOf(scene([build, other]), folded).map(written)).toEqual([
    'title of build',
    'title of other',
    '└─20 zsh',
  ]);
});

test('a pane counts what is detached, and each of them says so', () => {
  const withDaemon = lines(scene([build]));
  expect(withDaemon[0]).toContain('1 detached');
  expect(withDaemon.filter((line) => / detached/.test(line))).toHaveLength(2);
  expect(withDaemon.some((line) => line.includes('sleep detached '))).toBe(true);
  expect(lines(scene([block('calm', [shell, server])])).join('')).not.toContain('detached');
});

test('a pane without processes says so', () => {
  expect(drawn(scene([block('idle', [])]))).toEqual(['title of idle', '└─empty']);
});

test('before the first snapshot there are no rows', () => {
  expect(drawn(scene([], { host: undefined }))).toEqual([]);
});

describe('a filter', () => {
  test.for([
    ['esbuild', ['title of build', '└─10 bash', '  └─11 node', '    └─12 esbuild']],
    ['SERVER node', ['title of build', '└─10 bash', '  └─11 node']],
    ['13', ['title of build', '└─13 sleep']],
    ['plumbing', ['title of build', '└─1 plumbing', '  └─14 sh']],
    ['of other', ['title of other', '└─20 zsh']],
    ['nowhere', []],
  ] as const)('%s leaves what leads to a match', ([filter, expected]) => {
    expect(drawn(scene([build, other]), { filter })).toEqual(expected);
  });

  test('finds a port', () => {
    const ports = [
      { protocol: 'tcp', address: '::', port: 5173, network: 'host', processes: [server] },
    ] as const;
    const seen = scene([build], { usages: [usage(build, {}, { ports })] });
    expect(drawn(seen, { filter: ':5173' })).toEqual(['title of build', '└─10 bash', '  └─11 node']);
  });

  test('shows what was closed, for as long as there is one', () => {
    const closed = new Set(['pane build', keyOf(shell)]);
    expect(drawn(scene([build]), { filter: 'esbuild', closed })).toHaveLength(4);
    expect(drawn(scene([build]), { closed })).toHaveLength(1);
  });
});

describe('sorted', () => {
  const flat = block('a', [
    tracked(30, { name: 'c', startedAt: 3000 }),
    tracked(31, { name: 'a', startedAt: 1000 }),
    tracked(32, { name: 'b', startedAt: undefined }),
  ]);
  const seen = scene([flat], { usages: [usage(flat, { 30: [1, 900], 31: [70, 100] })] });

  test.for([
    ['cpu', 'descending', [31, 30, 32]],
    ['cpu', 'ascending', [30, 31, 32]],
    ['memory', 'descending', [30, 31, 32]],
    ['age', 'ascending', [30, 31, 32]],
    ['age', 'descending', [31, 30, 32]],
    ['name', 'ascending', [31, 32, 30]],
    ['pid', 'descending', [32, 31, 30]],
  ] as const)('by %s, %s; what is not known comes last', ([column, direction, pids]) => {
    const rows = rowsOf(seen, view({ sorting: { column, direction } }));
    expect(rows.flatMap((row) => (row.kind === 'process' ? [row.process.pid] : []))).toEqual(pids);
  });

  test('a parent counts with what it has started, and a pane as a whole', () => {
    const busy = block('busy', [tracked(40), tracked(41, { ppid: 40 }), tracked(42)]);
    const usages = [usage(build, { 10: [5, 1] }), usage(busy, { 40: [0, 1], 41: [50, 1], 42: [10, 1] })];
    const sorting = { column: 'cpu', direction: 'descending' } as const;
    const rows = drawn(scene([build, busy], { usages }), { sorting });
    expect(rows.slice(0, 4)).toEqual([
      'title of busy',
      '├─40 program-40',
      '│ └─41 program-41',
      '└─42 program-42',
    ]);
  });
});

test('one that has gone stays for a moment where it was', () => {
  const ended = { key: keyOf(worker), blockId: 'build', process: worker, reason: 'killed' } as const;
  const fading = { ...ended, exitCode: undefined, signal: undefined, observedAt: 0, noticedAt: sceneTime };
  const seen = scene([block('build', [shell, server])]);
  const at = (now: number) => ({ ...seen, now, host: seen.host && { ...seen.host, ended: [fading] } });
  const during = rowsOf(at(sceneTime + fadeMs - 1), view());
  expect(during.map(written)).toEqual(['title of build', '└─10 bash', '  └─11 node', '    └─12 esbuild']);
  expect(during.at(-1)).toMatchObject({ ended: { reason: 'killed' } });
  expect(drawn(at(sceneTime + fadeMs))).toEqual(['title of build', '└─10 bash', '  └─11 node']);
});

function lines(shown: Scene): readonly string[] {
  const texts = rowsOf(shown, view({})).map((row) => rowLine(row, shown, []));
  return texts.map((line) => line.map(({ text }) => text).join(''));
}

function drawn(seen: Scene, differences: Partial<ListView> = {}): readonly string[] {
  return rowsOf(seen, view(differences)).map(written);
}

function view(differences: Partial<ListView> = {}): ListView {
  return { ...initialView, ...differences };
}

function written(row: Row): string {
  switch (row.kind) {
    case 'pane':
      return `title of ${row.blockId}`;
    case 'process':
      return `${row.guides}${row.process.pid} ${row.process.name}`;
    case 'plumbing':
      return `${row.guides}${row.count} plumbing`;
    case 'run':
      return `run ${row.run.runId}`;
    case 'leftover':
      return `leftover ${row.blockId}`;
    case 'left-process':
      return `${row.guides}${row.process.pid}`;
    default:
      return `${row.guides}empty`;
  }
}
