import { describe, expect, test } from 'vitest';
import { describeBlock } from '../../../src/tracker/description.js';
import { isPromptShell } from '../../../src/tracker/prompt-shell.js';
import type { RunRecord, RunStatus } from '../../../src/tracker/run-api.js';
import { tracked } from '../support/processes.js';

const block = { blockId: 'block', generation: 1, confidence: 'high' } as const;

test('counts by role, and the kept besides', () => {
  const processes = [
    tracked(1, { role: 'root' }),
    tracked(2, { role: 'plumbing' }),
    tracked(3, { role: 'started' }),
    tracked(4, { role: 'started', lifetime: 'kept' }),
  ];
  expect(describeBlock(block, processes, [])).toMatchObject({
    blockId: 'block',
    confidence: 'high',
    counts: { root: 1, plumbing: 1, started: 2, kept: 1 },
  });
});

test('names what was started, most frequent first, and nothing of the host', () => {
  const processes = [
    tracked(1, { role: 'root', name: 'bash' }),
    tracked(2, { name: 'vite' }),
    tracked(3, { name: 'node' }),
    tracked(4, { name: 'node' }),
  ];
  expect(describeBlock(block, processes, []).started).toEqual([
    { name: 'node', count: 2 },
    { name: 'vite', count: 1 },
  ]);
});

test('an empty block is described with zeros, which are known', () => {
  expect(describeBlock(block, [], [])).toEqual({
    blockId: 'block',
    confidence: 'high',
    counts: { root: 0, plumbing: 0, started: 0, kept: 0 },
    started: [],
    working: [],
    serves: [],
    runs: [],
  });
});

test('the program a pane was opened with is work; launchers, kept processes and prompts are not', () => {
  const processes = [
    tracked(1, { role: 'root', name: 'node', command: 'node vite' }),
    tracked(2, { role: 'plumbing', name: 'sh', command: 'sh -c launcher' }),
    tracked(3, { role: 'root', name: 'bash', command: '-bash' }),
    tracked(4, { name: 'node', command: 'node server.js', lifetime: 'kept' }),
    tracked(5, { name: 'bash', command: 'bash build.sh' }),
  ];
  expect(describeBlock(block, processes, []).working).toEqual([
    { name: 'node', count: 1 },
    { name: 'bash', count: 1 },
  ]);
});

test('names what other blocks asked a daemon of this one for', () => {
  const startedFor = { blockId: 'other', runId: 7 };
  const processes = [
    tracked(1, { name: 'daemon' }),
    tracked(2, { name: 'app', startedFor }),
    tracked(3, { name: 'own', startedFor: { blockId: 'block', runId: 3 } }),
  ];
  expect(describeBlock(block, processes, []).serves).toEqual([{ name: 'app', count: 1, blockId: 'other' }]);
});

test('names runs that go on, and ended ones that have left processes', () => {
  const runs = [
    runOf(1, 'idle'),
    runOf(2, 'stopped'),
    runOf(3, 'crashed'),
    runOf(4, 'busy', { blockId: 'other' }),
    runOf(5, 'busy', { generation: 0 }),
  ];
  const { runs: described } = describeBlock(block, [tracked(9, { runId: 3 })], runs);
  expect(described.map(({ runId, status, processes }) => [runId, status, processes])).toEqual([
    [1, 'idle', 0],
    [3, 'crashed', 1],
  ]);
});

describe('a shell that waits at a prompt', () => {
  test.each([
    '/bin/bash',
    '-zsh',
    'bash -i',
    'bash --rcfile /tmp/rc -i',
    'zsh -o vi',
    'fish --login',
    'C:\\Windows\\System32\\cmd.exe',
    'powershell.exe -NoLogo',
  ])('%s', (command) => {
    expect(isPromptShell(command)).toBe(true);
  });

  test.each([
    'bash -c make',
    'bash -lc make',
    'sh script.sh',
    'zsh -i script',
    'fish -c ls',
    'cmd.exe /d /c dir',
    'powershell -Command ls',
    'node',
    'vim bash',
    '',
  ])('is not: %s', (command) => {
    expect(isPromptShell(command)).toBe(false);
  });
});

function runOf(runId: number, status: RunStatus, scope: Partial<RunRecord> = {}): { record: RunRecord } {
  return {
    record: {
      blockId: 'block',
      generation: 1,
      runId,
      hostRunId: undefined,
      kind: 'agent',
      agentId: 'coder',
      agentName: 'coder',
      sessionId: `temp_${runId}`,
      task: undefined,
      model: undefined,
      projectPath: undefined,
      metadata: {},
      status,
      outcome: undefined,
      exitCode: undefined,
      signal: undefined,
      startError: undefined,
      root: undefined,
      startedAt: runId,
      endedAt: undefined,
      ...scope,
    },
  };
}
