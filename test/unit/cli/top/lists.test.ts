import { describe, expect, test } from 'vitest';
import { initialView } from '../../../../src/cli/top/view.js';
import { block, leftover, run, sceneTime } from '../../support/host-scenes.js';
import { tracked } from '../../support/processes.js';
import { sceneWith, texts } from '../../support/top-screen.js';

const shell = tracked(10, { name: 'bash', command: '/bin/bash', startedAt: sceneTime - 187_000 });
const server = tracked(4711, {
  name: 'node',
  command: '/usr/bin/node /work/app/server.js --watch',
  startedAt: sceneTime - 42_000,
});
const build = block('build', [shell, server]);
const wide = { cols: 100, rows: 24 };

describe('the list of runs', () => {
  const agent = run(1_000_003, {
    blockId: 'build',
    agentName: 'Builder',
    task: 'Make the\n  tests pass',
    model: 'm-1',
    root: { pid: 4711, birth: 'a' },
  });
  const failed = run(1_000_002, {
    blockId: 'build',
    kind: 'session',
    agentId: undefined,
    status: 'stopped',
    outcome: 'failed',
    exitCode: 2,
    endedAt: sceneTime - 50_000,
  });

  test('names who, its status, its PID, its age and its task, those that live first', () => {
    const lines = texts(sceneWith([build], { runs: [failed, agent] }, { size: wide }), {
      ...initialView,
      tab: 'runs',
    });
    expect(lines[2]).toBe('      RUN     PID    AGE STATUS           AGENT OR SESSION');
    expect(lines[3]).toBe(
      '> 1000003    4711  1m00s running          Builder in title of build  Make the tests pass',
    );
    expect(lines[4]).toBe('  1000002            10s failed, code 2   session #2 in title of build');
    expect(lines[21]).toBe('Builder, agent #3 in title of build, m-1: Make the tests pass');
    expect(lines[22]).toBe('? help  q quit  / find  k stop');
  });

  test('says what one that is over has left behind', () => {
    const left = block('build', [tracked(12, { runId: 1_000_002 })]);
    const seen = sceneWith([left], { runs: [failed] }, { size: wide });
    expect(texts(seen, { ...initialView, tab: 'runs' })[3]).toMatch(/session #2 .* {2}1 process left$/);
  });

  test('has only those that were looked for, and says when there are none', () => {
    const seen = sceneWith([build], { runs: [failed, agent] }, { size: wide });
    const found = (filter: string) => texts(seen, { ...initialView, tab: 'runs', filter }).join('\n');
    expect(found('BUILDER tests')).toMatch(/1000003(?![^]*1000002)/);
    expect(found('run:1000002')).toMatch(/1000002/);
    expect(found('nobody')).toContain('Nothing has the words "nobody"');
    expect(texts(sceneWith([build], {}), { ...initialView, tab: 'runs' })[4]).toMatch(/^ {2}No runs yet/);
  });
});

describe('the list of leftovers', () => {
  const seen = sceneWith([build], {
    leftovers: [leftover('old', [shell, server]), leftover('other', [tracked(9)])],
  });
  const view = { ...initialView, tab: 'leftovers' } as const;

  test('shows each with its processes, and whose it was', () => {
    const lines = texts(seen, view);
    expect(lines[2]).toBe('      PID    AGE LEFT BY EARLIER HOSTS');
    expect(lines[3]).toBe('>                ▾ old  2 processes of the host with PID 99, which is gone');
    expect(lines[4]).toBe('       10  3m07s ├─bash');
    expect(lines[5]).toBe('     4711    42s └─node server.js --watch');
    expect(lines[6]).toContain('▾ other  1 process of');
    expect(lines[21]).toBe('Of host 99, tracked by fake. a: go on with it, k: end it');
    expect(lines[22]).toBe('? help  q quit  / find  a adopt  k reap');
  });

  test('can be closed, and looked through', () => {
    const closed = texts(seen, { ...view, closed: new Set(['leftover i/old']) });
    expect([closed[3], closed[4]]).toEqual([
      expect.stringContaining('▸ old'),
      expect.stringContaining('▾ other'),
    ]);
    const found = texts(seen, { ...view, filter: 'server' }).slice(3, 6);
    expect(found).toEqual([expect.stringContaining('▾ old'), expect.stringContaining('└─node'), '']);
    expect(texts(sceneWith([build], {}), view)[4]).toMatch(/^ {2}Nothing is left over/);
  });
});
