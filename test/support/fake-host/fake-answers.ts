import type { KillReport, TrackedProcess } from '../../../src/host/wire/index.js';
import { exitedEvent } from './fake-events.js';
import { historyPage } from './fake-history.js';
import { readUsage, setLimits } from './fake-limits.js';
import type { FakeHost } from './fake-host.js';
import { fakePane, fakeProcess } from './fake-processes.js';

export type Answer = (input: Readonly<Record<string, unknown>>, host: FakeHost) => unknown;

/** What a host would answer whose processes end when they are told to. */
export const fakeAnswers: Readonly<Record<string, Answer>> = {
  'blocks.describe': ({ blockId }, host) => describe(host, String(blockId)),
  'processes.kill': (input, host) => killProcess(host, input),
  'processes.hangUp': () => ({ processes: [] }),
  'processes.keep': ({ blockId, pid }, host) => keep(host, String(blockId), Number(pid)),
  'blocks.killTree': ({ blockId }, host) => end(host, String(blockId), 'killed'),
  'blocks.remove': ({ blockId }, host) => close(host, String(blockId)),
  'panes.close': ({ blockId }, host) => close(host, String(blockId)),
  'panes.rename': ({ blockId, title }, host) => rename(host, String(blockId), String(title)),
  'panes.open': (_input, host) => open(host),
  'blocks.limit': setLimits,
  'blocks.usage': readUsage,
  'blocks.freeze': ({ blockId }, host) => still(host, String(blockId), true),
  'blocks.thaw': ({ blockId }, host) => still(host, String(blockId), false),
  'runs.kill': ({ runId }, host) => stopRun(host, Number(runId)),
  'leftovers.reap': ({ leftoverId }, host) => reap(host, String(leftoverId)),
  'history.list': (page, host) => historyPage(host.history, page),
  'leftovers.adopt': ({ leftoverId }, host) => adopt(host, String(leftoverId)),
};

function describe(host: FakeHost, blockId: string): unknown {
  const { processes, confidence } = host.block(blockId);
  const count = (role: string) => processes.filter((one) => one.role === role).length;
  const counts = { root: count('root'), plumbing: count('plumbing'), started: count('started'), kept: 0 };
  const working = processes.filter(({ role }) => role === 'started').map(({ name }) => ({ name, count: 1 }));
  return { blockId, confidence, counts, started: working, working, serves: [], runs: [] };
}

function killProcess(host: FakeHost, input: Readonly<Record<string, unknown>>): unknown {
  const { pid, only, subtree } = input;
  const blockId = String(input['blockId']);
  const { processes } = host.block(blockId);
  const target = processes.find((one) => one.pid === pid);
  if (target === undefined) return { status: 'already-gone' };
  const ref = { pid: target.pid, birth: target.birth };
  const ends = only === undefined || only === 'SIGKILL' || only === 'SIGTERM';
  const dying = subtree === true ? closure(target, processes) : [target];
  if (ends) exitAll(host, blockId, { dying, reason: 'killed' });
  return { status: only === undefined ? 'killed' : 'signalled', process: ref, ended: ends ? dying : [] };
}

function closure(root: TrackedProcess, all: readonly TrackedProcess[]): TrackedProcess[] {
  return [root, ...all.filter(({ ppid }) => ppid === root.pid).flatMap((child) => closure(child, all))];
}

interface Ending {
  readonly dying: readonly TrackedProcess[];
  readonly reason: 'killed' | 'removed';
}

/** Children first, as they mostly go. */
function exitAll(host: FakeHost, blockId: string, { dying, reason }: Ending): void {
  for (const process of dying.toReversed()) {
    host.emit(exitedEvent(host, blockId, { process, reason, signal: 'SIGTERM' }));
  }
}

function keep(host: FakeHost, blockId: string, pid: number): unknown {
  const block = host.block(blockId);
  const process = block.processes.find((one) => one.pid === pid);
  if (process === undefined) return { status: 'not-member', processes: [] };
  const { generation, blockSeq } = block;
  const kept = { ...process, lifetime: 'kept' as const };
  host.emit({ type: 'process-changed', blockId, generation, blockSeq: blockSeq + 1, process: kept });
  return { status: 'kept', processes: [{ pid, birth: process.birth }] };
}

function end(host: FakeHost, blockId: string, reason: 'killed' | 'removed'): KillReport {
  const dying = host.block(blockId).processes.filter(({ lifetime }) => lifetime === 'pane');
  exitAll(host, blockId, { dying, reason });
  return report(blockId, dying);
}

function report(blockId: string, dying: readonly TrackedProcess[]): KillReport {
  const ended = dying.map(({ pid, birth, name, command }) => ({ pid, birth, name, command }));
  return {
    blockId,
    status: 'ended',
    ended,
    forced: [],
    survivors: [],
    kept: [],
    escaped: [],
    problems: [],
    elapsedMs: 84,
    confidence: 'high',
  };
}

function close(host: FakeHost, blockId: string): KillReport {
  const { generation } = host.block(blockId);
  const closed = end(host, blockId, 'removed');
  host.emit({ type: 'block-closed', blockId, generation, report: closed });
  host.emit({ type: 'pane-closed', blockId, generation });
  return closed;
}

function rename(host: FakeHost, blockId: string, given: string): unknown {
  const { title, ...pane } = host.world.panes.get(blockId) ?? fakePane(blockId);
  const named =
    given === ''
      ? ({ ...pane, title: pane.program, titleFrom: 'foreground' } as const)
      : ({ ...pane, title: given, titleFrom: 'given' } as const);
  if (named.title !== title) host.emit({ type: 'pane-changed', pane: named });
  return named;
}

let opened = 0;

function open(host: FakeHost): unknown {
  opened += 1;
  const blockId = `opened-${opened}`;
  const pane = fakePane(blockId, { title: 'bash', pid: 9000 + opened, openedAt: Date.now() });
  const process = fakeProcess({ pid: pane.pid, ppid: 1, command: '/bin/bash', role: 'root', ageMs: 0 });
  const scope = { blockId, generation: 1 };
  host.emit(
    { type: 'block-opened', ...scope, confidence: 'high', reasons: [] },
    { type: 'pane-opened', pane },
    { type: 'process-added', ...scope, blockSeq: 1, process },
  );
  return pane;
}

function still(host: FakeHost, blockId: string, isFrozen: boolean): unknown {
  host.emit({ type: 'frozen-changed', blockId, generation: host.block(blockId).generation, isFrozen });
  return { status: 'done' };
}

function stopRun(host: FakeHost, runId: number): unknown {
  const run = host.world.runs.get(runId);
  if (run === undefined) throw new Error(`no run ${runId}`);
  const dying = host.block(run.blockId).processes.filter((process) => process.runId === runId);
  exitAll(host, run.blockId, { dying, reason: 'killed' });
  const over = { status: 'stopped', outcome: 'cancelled', endedAt: Date.now() } as const;
  host.emit({ type: 'run-changed', run: { ...run, ...over } });
  return report(run.blockId, dying);
}

function reap(host: FakeHost, leftoverId: string): unknown {
  const { found, others } = leftoverIn(host, leftoverId);
  host.emit({ type: 'leftovers-changed', leftovers: others });
  return report(found.blockId, found.processes);
}

function adopt(host: FakeHost, leftoverId: string): unknown {
  const { found, others } = leftoverIn(host, leftoverId);
  const scope = { blockId: found.blockId, generation: 2 };
  host.emit({ type: 'leftovers-changed', leftovers: others });
  host.emit({ type: 'block-opened', ...scope, confidence: 'high', reasons: [] });
  found.processes.forEach((process, at) =>
    host.emit({ type: 'process-added', ...scope, blockSeq: at + 1, process }),
  );
  return host.block(found.blockId);
}

function leftoverIn(host: FakeHost, leftoverId: string) {
  const found = host.world.leftovers.find((one) => one.leftoverId === leftoverId);
  if (found === undefined) throw new Error(`no leftover ${leftoverId}`);
  return { found, others: host.world.leftovers.filter((one) => one !== found) };
}
