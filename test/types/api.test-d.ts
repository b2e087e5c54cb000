import { describe, expectTypeOf, test } from 'vitest';
import type { HostOptions } from '../../src/host/index.js';
import type * as panetree from '../../src/index.js';
import type { PtyOptions } from '../../src/pty/index.js';

/** Checked by `tsc -b` alone: an assertion that does not hold is a build that fails. Nothing here runs. */

type Options = panetree.RegistryOptions;
type Registry = panetree.TrackerRegistry;
type Tracker = panetree.PaneTracker;
type Events = panetree.TrackerEvents;

describe('names', () => {
  test('of backends', () => {
    expectTypeOf<panetree.BackendName>().toEqualTypeOf<
      'linux-cgroup' | 'linux-procfs' | 'macos-pgid' | 'windows-job' | 'process-list'
    >();
    expectTypeOf<panetree.Backend['name']>().toEqualTypeOf<panetree.BackendName>();
  });

  test('of confidence, evidence, role, state and exit reasons', () => {
    expectTypeOf<panetree.Confidence>().toEqualTypeOf<'high' | 'best-effort' | 'none'>();
    expectTypeOf<panetree.Evidence>().toEqualTypeOf<
      'container' | 'descent' | 'session' | 'terminal' | 'group' | 'marker' | 'rlimit'
    >();
    expectTypeOf<panetree.TrackedProcess['role']>().toEqualTypeOf<'root' | 'plumbing' | 'started'>();
    expectTypeOf<Tracker['state']>().toEqualTypeOf<'open' | 'closing' | 'closed'>();
    expectTypeOf<panetree.ExitReason>().toEqualTypeOf<'exited' | 'killed' | 'removed' | 'escaped' | 'lost'>();
  });
});

describe('openRegistry', () => {
  test('takes options that may all be left out and never change', () => {
    expectTypeOf<typeof panetree.openRegistry>().toEqualTypeOf<(options?: Options) => Promise<Registry>>();
    expectTypeOf<{}>().toExtend<Options>();
    expectTypeOf<Options>().toEqualTypeOf<Readonly<Options>>();
    expectTypeOf<NonNullable<Options['backend']>>().toEqualTypeOf<
      'auto' | panetree.BackendName | panetree.Backend
    >();
    expectTypeOf<NonNullable<Options['onHostExit']>>().toEqualTypeOf<'kill' | 'keep'>();
    expectTypeOf<NonNullable<Options['redact']>>().toEqualTypeOf<(command: string) => string>();
  });

  test('does not take undefined for an option that is left out', () => {
    expectTypeOf<{ pollIntervalMs: undefined }>().not.toExtend<Options>();
  });

  test('an environment may be a copy of process.env', () => {
    expectTypeOf<NodeJS.ProcessEnv>().toExtend<NonNullable<panetree.Command['env']>>();
    expectTypeOf<NodeJS.ProcessEnv>().toExtend<NonNullable<PtyOptions['env']>>();
    expectTypeOf<NodeJS.ProcessEnv>().toExtend<NonNullable<HostOptions['environment']>>();
    // What `wrap` gives can be started with.
    expectTypeOf<NonNullable<panetree.Command['env']>>().toExtend<NodeJS.ProcessEnv>();
  });

  test('takes any emitter with on, off and emit', () => {
    expectTypeOf<{
      on(type: string, handler: (event: unknown) => void): void;
      off(type: string, handler: (event: unknown) => void): void;
      emit(type: string, event: unknown): void;
    }>().toExtend<panetree.Bus>();
    expectTypeOf<{ emit(type: string): void }>().not.toExtend<panetree.Bus>();
  });
});

describe('events', () => {
  test('are these', () => {
    expectTypeOf<keyof Events>().toEqualTypeOf<
      | 'tracker-opened'
      | 'process-added'
      | 'process-exited'
      | 'process-changed'
      | 'pane-empty'
      | 'confidence-changed'
      | 'poll-failed'
      | 'poll-recovered'
      | 'frozen-changed'
      | 'limit-reached'
      | 'run-changed'
      | 'run-started'
      | 'tracker-closed'
    >();
  });

  test('a listener is given the event of its name', () => {
    expectTypeOf(listen).returns.toEqualTypeOf<() => void>();
  });

  test('about the list are numbered, the others are not', () => {
    type Sequenced = { [K in keyof Events]: Events[K] extends { seq: number } ? K : never }[keyof Events];
    expectTypeOf<Sequenced>().toEqualTypeOf<
      'process-added' | 'process-exited' | 'process-changed' | 'pane-empty'
    >();
  });

  test('all name their block, and which of those that had its name', () => {
    expectTypeOf<Events[keyof Events]['blockId']>().toEqualTypeOf<string>();
    expectTypeOf<Events[keyof Events]['generation']>().toEqualTypeOf<number>();
  });
});

describe('killing', () => {
  test('a report has this shape, and nobody changes it', () => {
    expectTypeOf<panetree.KillReport>().toEqualTypeOf<{
      readonly blockId: string;
      readonly status: 'empty' | 'ended' | 'survived' | 'kept' | 'untracked' | 'unknown-block';
      readonly ended: readonly panetree.NamedProcess[];
      readonly forced: readonly panetree.NamedProcess[];
      readonly survivors: readonly panetree.Survivor[];
      readonly kept: readonly panetree.NamedProcess[];
      readonly escaped: readonly panetree.EscapedProcess[];
      readonly problems: readonly string[];
      readonly elapsedMs: number;
      readonly confidence: panetree.Confidence;
    }>();
    expectTypeOf<panetree.Survivor['reason']>().toEqualTypeOf<'uninterruptible' | 'protected' | 'deadline'>();
  });

  test('one process: by PID or identity, with these outcomes', () => {
    expectTypeOf<Tracker['killPid']>().parameter(0).toEqualTypeOf<number | panetree.ProcessRef>();
    expectTypeOf<panetree.KillPidResult['status']>().toEqualTypeOf<
      | 'killed'
      | 'signalled'
      | 'already-gone'
      | 'not-member'
      | 'identity-changed'
      | 'protected'
      | 'denied'
      | 'unsupported'
      | 'survived'
      | 'unknown-block'
    >();
  });

  test('steps are signals by name', () => {
    expectTypeOf<{ signal: 'SIGTERM'; graceMs: number }>().toExtend<panetree.KillStep>();
    expectTypeOf<{ signal: 'TERM'; graceMs: number }>().not.toExtend<panetree.KillStep>();
    expectTypeOf<panetree.KillOptions>().toExtend<panetree.KillPidOptions>();
    expectTypeOf<panetree.KillPidOptions>().toEqualTypeOf<Readonly<panetree.KillPidOptions>>();
  });
});

describe('the registry', () => {
  test('is disposable, and gives trackers at once', () => {
    expectTypeOf<Registry>().toExtend<AsyncDisposable>();
    expectTypeOf<Registry['ensureTracker']>().toEqualTypeOf<(blockId: string) => Tracker>();
    expectTypeOf<Registry['tracker']>().returns.toEqualTypeOf<Tracker | undefined>();
    expectTypeOf<Registry['snapshot']>().returns.toEqualTypeOf<panetree.BlockSnapshot | undefined>();
    expectTypeOf<Registry['close']>().returns.toEqualTypeOf<Promise<readonly panetree.KillReport[]>>();
  });

  test('rule 3: what may be unknown is undefined, never null', () => {
    expectTypeOf<panetree.TrackedProcess['startedAt']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<panetree.BlockUsage['memoryBytes']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<panetree.RegistryStats['tickP95Ms']>().toEqualTypeOf<number | undefined>();
  });
});

describe('errors', () => {
  test('have literal codes', () => {
    expectTypeOf<panetree.InvalidArgumentError['code']>().toEqualTypeOf<'invalid-argument'>();
    expectTypeOf<panetree.ClosedError['code']>().toEqualTypeOf<'closed'>();
    expectTypeOf<panetree.BackendUnavailableError['code']>().toEqualTypeOf<'backend-unavailable'>();
    expectTypeOf<panetree.SpawnError['code']>().toEqualTypeOf<panetree.SpawnErrorCode>();
    expectTypeOf<panetree.TrackerError['code']>().toEqualTypeOf<panetree.TrackerErrorCode>();
    expectTypeOf<panetree.SpawnError>().toExtend<panetree.TrackerError>();
  });
});

function listen(registry: Registry): () => void {
  registry.on('process-exited', (event) => {
    expectTypeOf(event.exitCode).toEqualTypeOf<number | undefined>();
    expectTypeOf(event.signal).toEqualTypeOf<string | undefined>();
    expectTypeOf(event.reason).toEqualTypeOf<panetree.ExitReason>();
    expectTypeOf(event.observedAt).toEqualTypeOf<number>();
  });
  registry.on('poll-failed', (event) => {
    expectTypeOf(event.error).toEqualTypeOf<panetree.TrackerError>();
    // @ts-expect-error a failed read is no event of the list
    expectTypeOf(event.seq).toBeNever();
  });
  registry.on('tracker-closed', (event) => expectTypeOf(event.report).toEqualTypeOf<panetree.KillReport>());
  // @ts-expect-error no such event
  registry.on('process-started', () => undefined);
  return registry.on('pane-empty', () => undefined);
}
