import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineWidth, textOf } from '../../../../src/cli/top/line.js';
import type { Mode } from '../../../../src/cli/top/mode.js';
import { tabOrder } from '../../../../src/cli/top/tab.js';
import { initialView, switched, type View } from '../../../../src/cli/top/view.js';
import { viewFromSnapshot } from '../../../../src/host/client/from-snapshot.js';
import { keyOf } from '../../../../src/host/client/identity.js';
import type { Block } from '../../../../src/host/wire/block.js';
import { block, leftover, pane, run, scene, sceneTime, snapshot, usage } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';
import { frame, sceneWith, texts } from '../../support/top-screen.js';

const shell = tracked(10, {
  role: 'root',
  name: 'bash',
  command: '/bin/bash',
  startedAt: sceneTime - 187_000,
});
const server = tracked(4711, {
  ppid: 10,
  name: 'node',
  command: '/usr/bin/node /work/app/server.js --watch',
  startedAt: sceneTime - 42_000,
});
const build = block('build', [shell, server]);
const ports = [
  { protocol: 'tcp', address: '::', port: 5173, network: 'host', processes: [server] },
  { protocol: 'tcp', address: '0.0.0.0', port: 5173, network: 'host', processes: [server] },
] as const;
const used = usage(build, { 10: [0.04, 4_400_000], 4711: [98, 123_000_000] }, { ports });

const wide = { cols: 100, rows: 24 };

describe('what is seen', () => {
  test('panes and processes with their figures', () => {
    const lines = texts(scene([build], { usages: [used] }));
    expect(lines[0]).toMatch(/^ panetree top {3}1 pane {2}2 processes {2}CPU 98% {2}MEM 121M {20,}● live$/);
    expect(lines[2]).toBe('      PID   CPU   MEM    AGE ROLE     PROCESS');
    expect(lines[3]).toMatch(/^> {11}98% {2}121M {5}5s {10}▾ title of build {2}● high {2}2 processes {2}:5/);
    expect(lines[4]).toBe('       10  0.0%  4.2M  3m07s root     └─▾ bash');
    expect(lines[5]).toBe('     4711   98%  117M    42s started    └─node :5173 server.js --watch');
    expect(lines[20]).toBe('');
    expect(lines[21]).toBe('/bin/bash, in /work');
  });

  test.for([
    [true, /2 processes$/],
    [false, /2 processes {2}:\?$/],
  ] as const)('whether a pane may have more ports than are known: %o', ([portsComplete, expected]) => {
    const usages = [usage(build, {}, { ports: [], portsComplete })];
    expect(texts(scene([build], { usages, size: wide }))[3]).toMatch(expected);
  });

  test('the lists there are, and how much is in them', () => {
    const full = {
      runs: [run(1_000_003), run(1_000_002, { status: 'stopped' })],
      leftovers: [leftover('a', [shell])],
    };
    expect(texts(scene([build]))[1]).toBe(' 1 processes 2   2 runs   3 leftovers');
    expect(texts(sceneWith([build], full))[1]).toBe(' 1 processes 2   2 runs 1   3 leftovers 1');
  });

  test('what is kept, in its line and in that of its pane', () => {
    const lines = texts(scene([block('build', [shell, { ...server, lifetime: 'kept' }])], { size: wide }));
    expect(lines[3]).toMatch(/● high {2}2 processes {2}1 kept$/);
    expect(lines[5]).toMatch(/ kept {7}└─node/);
    const narrow = scene([block('build', [shell, { ...server, lifetime: 'kept' }])], {
      size: { cols: 50, rows: 24 },
    });
    expect(texts(narrow)[5]).toMatch(/ kept {3}└─node/);
  });

  test('the run of a process, where there are any', () => {
    const lines = texts(scene([block('build', [tracked(10, { runId: 1_000_003 })])]));
    expect(lines[2]).toBe('      PID   CPU   MEM    AGE     RUN ROLE     PROCESS');
    expect(lines[4]).toContain(' 1000003 started  └─program-10');
  });

  test('what was sorted by, and what is filtered for', () => {
    const view = {
      ...initialView,
      sorting: { column: 'memory', direction: 'descending' },
      filter: 'node',
    } as const;
    const lines = texts(scene([build]), view);
    expect(lines[2]).toContain('MEM▼');
    expect(lines.at(-1)).toMatch(/^filter: node {2}esc: all/);
  });

  test('why one has gone, why a list cannot be trusted, where one has gone to', () => {
    const gone = { blockId: 'build', reason: 'exited', observedAt: sceneTime, noticedAt: sceneTime } as const;
    const ended = { ...gone, key: keyOf(server), process: server, exitCode: 1, signal: undefined };
    const doubtful = block('build', [shell, tracked(12, { escapedTo: '/user.slice' })], {
      confidence: 'best-effort',
      reasons: ['no cgroup'],
      isFrozen: true,
      failure: { code: 'read-failed', message: 'EIO' },
    });
    const seen = scene([doubtful]);
    const lines = texts({ ...seen, host: seen.host && { ...seen.host, ended: [ended] } });
    expect(lines[3]).toMatch(/frozen +▾ title of build {2}● best-effort/);
    expect(lines[5]).toContain('node (exited, code 1)');
    expect(lines[6]).toContain(' escaped ');
    expect(lines[21]).toBe('EIO; no cgroup (/bin/bash, in /work)');
  });

  test('that the connection is lost, since when and until when', () => {
    const status = {
      kind: 'lost',
      cause: 'the host has ended',
      lostAt: sceneTime - 12_000,
      retryAt: sceneTime + 3000,
    } as const;
    const lines = texts(scene([build], { status }));
    expect(lines[0]).toMatch(/○ disconnected$/);
    expect(lines[21]).toBe('Disconnected for 12s, next attempt in 3s (r: now): the host has ended');
  });

  test('that there is nothing', () => {
    expect(texts(scene([])).join('\n')).toContain('No panes.');
    expect(texts(scene([], { host: undefined, status: { kind: 'connecting' } })).join('\n')).toContain(
      'Waiting',
    );
    expect(texts(scene([build]), { ...initialView, filter: 'xyz' }).join('\n')).toContain('Nothing has');
  });
});

test('the help of each list fits on a screen of 24 lines', () => {
  for (const tab of tabOrder) {
    const lines = texts(scene([build]), { ...initialView, tab, mode: { kind: 'help' } });
    expect(lines.join('\n')).toMatch(/q, Ctrl-C[^]*Any key goes back\./);
  }
});

test('the keys at the bottom fit on a screen of 80 columns', () => {
  for (const tab of tabOrder) {
    expect(texts(scene([build]), { ...initialView, tab }).at(-1)).not.toContain('…');
  }
});

describe('a dialog', () => {
  test('names what dies and what goes on', () => {
    const asked = dialog({ kind: 'ask', ask: { kind: 'process', blockId: 'build', process: shell } });
    expect(asked).toContain('End bash (PID 10)?');
    expect(asked).toMatch(/Ends: 1 process[^]*10 {2}bash[^]*Goes on: 1 process[^]*4711 {2}node/);
    const subtree = dialog({ kind: 'ask', ask: { kind: 'subtree', blockId: 'build', process: shell } });
    expect(subtree).toMatch(/Ends: 2 processes[^]*10 {2}bash[^]*4711 {2}node/);
  });

  test('names what a hang-up takes along, and no longer among what goes on', () => {
    const hungUp = [{ pid: 4711, birth: tracked(4711).birth, name: 'node', command: 'node server.js' }];
    const ask = { kind: 'process', blockId: 'build', process: shell } as const;
    const asked = dialog({ kind: 'ask', ask, hungUp });
    expect(asked).toMatch(/Hung up with it: 1 process[^]*4711 {2}node/);
    expect(asked).not.toContain('Goes on');
  });

  test('says when the forced kill comes, where there is one', () => {
    const ask = { kind: 'process', blockId: 'build', process: shell } as const;
    expect(dialog({ kind: 'ask', ask })).toContain('by force after 2 s');
    expect(dialog({ kind: 'ask', ask, graceMs: 60_000 })).toContain('by force after 1 min');
    const signal = { ...ask, kind: 'signal', signal: 'SIGHUP' } as const;
    expect(dialog({ kind: 'ask', ask: signal })).not.toContain('by force');
  });

  test('of a pane leaves out what was kept or has escaped', () => {
    const kept = tracked(20, { name: 'kept', lifetime: 'kept' });
    const escaped = tracked(21, { name: 'escaped', escapedTo: '/elsewhere' });
    const asked = dialog(
      { kind: 'ask', ask: { kind: 'pane', blockId: 'a' } },
      block('a', [shell, kept, escaped]),
    );
    expect(asked).toMatch(/Ends: 1 process[^]*10 {2}bash[^]*Goes on: 2 processes[^]*20 {2}kept/);
  });

  test('of many counts them by name, keeps its answers in sight and the list beside it', () => {
    const many = block('a', [
      shell,
      ...Array.from({ length: 40 }, (_, index) => tracked(100 + index, { name: 'node' })),
    ]);
    const lines = texts(scene([many]), withMode({ kind: 'ask', ask: { kind: 'pane', blockId: 'a' } }));
    const whole = lines.join('\n');
    expect(whole).toContain('Ends: 41 processes (40 node, 1 bash)');
    expect(whole).toMatch(/… and \d+ more lines/);
    expect(whole).toContain(' y  yes');
    expect(lines[3]).toContain('title of a');
  });

  test('warns that this very program is among them', () => {
    const mode: Mode = { kind: 'ask', ask: { kind: 'pane', blockId: 'build' } };
    expect(texts(scene([build], { ownPid: 4711 }), withMode(mode)).join('\n')).toContain(
      'itself is among them',
    );
    expect(dialog(mode)).not.toContain('itself is among them');
  });

  test('says who survived, and why', () => {
    const outcome = {
      tone: 'bad',
      summary: 'Ended 1 process.',
      survivors: [{ pid: 5, birth: 'a', name: 'x', why: 'waits for the kernel' }],
      problems: ['EPERM'],
    } as const;
    expect(dialog({ kind: 'outcome', told: { subject: '“build”', outcome } })).toMatch(
      /“build”[^]*Ended 1 process\.[^]*Survived[^]*x \(PID 5\) waits for the kernel[^]*EPERM/,
    );
  });
});

test('whatever a process calls itself, and however small the screen, no line is too long or has a control in it', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '\u001B]0;owned\u0007',
      '\u001B[2J\u001B[31m',
      'a\r\nb',
      '\u202Egnp.exe',
      '日本語🎉',
      '\u009B31m',
    ),
  );
  const size = fc.record({ cols: fc.integer({ min: 1, max: 200 }), rows: fc.integer({ min: 2, max: 60 }) });
  fc.assert(
    fc.property(name, size, (text, screen) => {
      const hostile = tracked(10, { name: text, command: text, escapedTo: text, runId: 1_000_000 });
      const blockId = `b${text}`;
      const one = block(blockId, [hostile], { reasons: [text] });
      const panes = [pane(blockId, { title: text, command: text, cwd: text })];
      const runs = [run(1_000_000, { blockId, agentName: text, task: text, model: text, sessionId: text })];
      const leftovers = [leftover(blockId, [hostile])];
      const host = viewFromSnapshot(snapshot([one], { panes, runs, leftovers }), undefined);
      const seen = { ...scene([]), host, size: screen };
      const views = [
        ...modesWith(blockId, hostile, text).map((mode) => withMode(mode)),
        ...tabOrder.map((tab) => switched(initialView, tab)),
      ];
      for (const view of views) {
        const lines = frame(seen, { ...view, filter: view.mode.kind === 'filter' ? text : '' });
        expect(lines).toHaveLength(screen.rows - 1);
        // Once a frame: an expectation for each line takes longer than all the rest.
        expect(lines.filter((line) => controls.test(textOf(line)) || lineWidth(line) > screen.cols)).toEqual(
          [],
        );
      }
    }),
    { numRuns: 40 },
  );
});

const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

function modesWith(blockId: string, process: typeof shell, text: string): readonly Mode[] {
  const survivors = [{ pid: 5, birth: 'a', name: text, why: text }];
  const outcome = { tone: 'bad', summary: text, survivors, problems: [text] } as const;
  return [
    { kind: 'list' },
    { kind: 'filter' },
    { kind: 'help' },
    { kind: 'signals', blockId, process, chosen: 1 },
    { kind: 'ask', ask: { kind: 'subtree', blockId, process } },
    { kind: 'ask', ask: { kind: 'run', runId: 1_000_000 } },
    { kind: 'ask', ask: { kind: 'leftover', leftoverId: `i/${blockId}` } },
    { kind: 'ending', ask: { kind: 'pane', blockId } },
    { kind: 'outcome', told: { subject: text, outcome } },
  ];
}

function withMode(mode: Mode): View {
  return { ...initialView, mode };
}

function dialog(mode: Mode, shown: Block = build): string {
  return texts(scene([shown]), withMode(mode)).join('\n');
}
