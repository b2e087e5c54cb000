import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byPid } from '../../../src/poller/diff.js';
import type { TrackedProcess } from '../../../src/tracker/tracked-process.js';
import { type Exit, Publication } from '../../../src/tracker/publication.js';
import { listSequences, type ProcessMap } from '../support/lists.js';
import { tracked } from '../support/processes.js';
import { recordedBus, type RecordedEvent, typesOf } from '../support/recorded-bus.js';

const scope = { blockId: 'block', generation: 3 };
const byItself: Exit = { reason: 'exited', root: undefined };
const types = ['process-added', 'process-exited', 'process-changed', 'pane-empty'] as const;

describe('any sequence of lists', () => {
  test('rule 16: seq grows by one with each event, and each says block and generation', () => {
    fc.assert(
      fc.property(listSequences, (lists) => {
        const { told } = publishAll(lists);
        const sequenced = told.map(({ event }) => event);
        expect(sequenced).toEqual(
          sequenced.map((_, index) => expect.objectContaining({ ...scope, seq: index + 1 })),
        );
      }),
    );
  });

  test('rule 16: a snapshot and the events after it are the truth, also in the middle of a tick', () => {
    fc.assert(
      fc.property(listSequences, fc.nat(60), (lists, snapshotAtSeq) => {
        const { bus, told } = recordedBus();
        const publication = new Publication(bus, scope);
        let snapshot = { seq: publication.seq, processes: publication.processes };
        const take = ({ seq }: { readonly seq: number }) => {
          if (seq !== snapshotAtSeq) return;
          snapshot = { seq: publication.seq, processes: publication.processes };
          expect(snapshot.seq).toBe(seq);
        };
        for (const type of types) bus.on(type, take);
        for (const list of lists) publication.publish(list, () => byItself);
        expect(fold(snapshot, told)).toEqual(lists.at(-1) ?? new Map());
        expect(byPid(publication.processes)).toEqual(lists.at(-1) ?? new Map());
      }),
    );
  });

  test('rule 17: whoever is added was not there, whoever exits was, and is gone when it is told', () => {
    fc.assert(
      fc.property(listSequences, (lists) => {
        const { bus } = recordedBus();
        const publication = new Publication(bus, scope);
        const alive = new Set<string>();
        bus.on('process-added', ({ process }) => {
          expect(alive).not.toContain(keyOf(process));
          alive.add(keyOf(process));
          expect(publication.find(process.pid)).toBe(process);
        });
        bus.on('process-exited', ({ process, pid }) => {
          expect(alive.delete(keyOf(process))).toBe(true);
          expect([process.pid, publication.find(pid)]).toEqual([pid, undefined]);
        });
        for (const list of lists) publication.publish(list, () => byItself);
      }),
    );
  });
});

describe('publish', () => {
  test('rule 6: a reused PID exits as what it was, then is added as what it is', () => {
    const [old, young] = [tracked(7, { birth: 'a' }), tracked(7, { birth: 'b' })];
    const { told } = publishAll([byPid([old]), byPid([young])]);
    expect(typesOf(told)).toEqual(['process-added', 'process-exited', 'process-added']);
    expect(told.slice(1).map(({ event }) => 'process' in event && event.process)).toEqual([old, young]);
  });

  test('the last exit is followed by pane-empty, a block that never had a member has none', () => {
    expect(typesOf(publishAll([new Map(), byPid([tracked(7)]), new Map(), new Map()]).told)).toEqual([
      'process-added',
      'process-exited',
      'pane-empty',
    ]);
  });

  test('an exit carries its reason, and exit code and signal only where they are known', () => {
    const { bus, told } = recordedBus();
    const publication = new Publication(bus, scope);
    publication.publish(byPid([tracked(7), tracked(8)]), () => byItself);
    publication.publish(new Map(), ({ pid }) => ({
      reason: 'killed',
      root: pid === 7 ? { exitCode: undefined, signal: 'SIGHUP' } : undefined,
    }));
    expect(told.slice(2, 4).map(({ event }) => event)).toMatchObject([
      { pid: 7, reason: 'killed', exitCode: undefined, signal: 'SIGHUP' },
      { pid: 8, reason: 'killed', exitCode: undefined, signal: undefined },
    ]);
  });

  test('knows the most members at once and how many there are', () => {
    const { publication } = publishAll([byPid([tracked(1), tracked(2)]), byPid([tracked(3)])]);
    expect([publication.peakCount, publication.count]).toEqual([2, 1]);
  });

  test('a list handed out before does not change afterwards', () => {
    const { publication } = publishAll([byPid([tracked(1)])]);
    const before = publication.processes;
    publication.publish(new Map(), () => byItself);
    expect(before).toHaveLength(1);
  });
});

function publishAll(lists: readonly ProcessMap[]) {
  const { bus, told } = recordedBus();
  const publication = new Publication(bus, scope);
  for (const list of lists) publication.publish(list, () => byItself);
  return { publication, told };
}

interface Snapshot {
  readonly seq: number;
  readonly processes: readonly TrackedProcess[];
}

function fold({ seq, processes }: Snapshot, told: readonly RecordedEvent[]): ProcessMap {
  const folded = new Map(byPid(processes));
  for (const { type, event } of told) {
    if (!('seq' in event) || event.seq <= seq) continue;
    if (type === 'process-exited') folded.delete(event.pid);
    if (type === 'process-added' || type === 'process-changed') folded.set(event.process.pid, event.process);
  }
  return folded;
}

function keyOf({ pid, birth }: TrackedProcess): string {
  return `${pid}@${birth}`;
}
