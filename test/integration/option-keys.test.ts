import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import * as panetree from '#dist/index.js';
import { openHost } from '#dist/host/index.js';
import { PaneScreen, spawnPty } from '#dist/pty/index.js';
import { readSessionId, runsOf } from '#dist/runs/index.js';
import { openStore } from '#dist/store/index.js';
import { FakeBackend } from '../support/fake-backend.js';
import { finished } from '../support/command-line.js';
import { test } from '../support/process-test.js';

/** A type that a caller fills in, by its name: what it gives back is described by other names. */
const filledIn =
  /(?:Options|Filter|Range|Step|Limits|Root|Files|Registration|End|Details|Resources|Message)$/;
/** Of these names, types that only ever come back, are part of another one, or serve a caller's own code. */
const others: ReadonlySet<string> = new Set([
  'Message',
  'RunDetails',
  'StoreErrorDetails',
  'TerminalOptions',
]);
const entries = [
  'src/index.ts',
  'src/pty/index.ts',
  'src/runs/index.ts',
  'src/store/index.ts',
  'src/host/index.ts',
];

interface Stage {
  readonly registry: panetree.TrackerRegistry;
  readonly tracker: panetree.PaneTracker;
  readonly run: panetree.Run;
  readonly screen: PaneScreen;
  readonly store: Awaited<ReturnType<typeof openStore>>;
}

/** By the type: hands over an object that is right but for one more key. */
type Attempt = (stage: Stage, key: Readonly<Record<string, unknown>>) => unknown;

const command = { file: '/bin/true', args: [] };

const attempts: Readonly<Record<string, readonly Attempt[]>> = {
  RegistryOptions: [(_, key) => panetree.openRegistry({ pollIntervalMs: 100, ...key })],
  LinuxCgroupOptions: [(_, key) => panetree.linuxCgroup(key)],
  MacosPgidOptions: [(_, key) => panetree.macosPgid(key)],
  WindowsJobOptions: [(_, key) => panetree.windowsJob(key)],
  AdoptOptions: [({ registry }, key) => registry.adopt(Object.create(null), key)],
  WrapOptions: [({ tracker }, key) => tracker.wrap(command, key)],
  KillOptions: [
    ({ registry }, key) => registry.killTree('a', key),
    ({ registry }, key) => registry.remove('a', key),
    ({ tracker }, key) => tracker.killTree(key),
    ({ run }, key) => run.kill(key),
    ({ registry }, key) => runsOf(registry).killAll({}, key),
    ({ registry, run }, key) => runsOf(registry).kill(run.runId, key),
    ({ registry, run }, key) => runsOf(registry).killSession(run.record.sessionId, key),
  ],
  KillPidOptions: [
    ({ registry }, key) => registry.killPid('a', 1, key),
    ({ tracker }, key) => tracker.killPid(1, key),
    ({ tracker }, key) => tracker.hungUpWith(1, key),
  ],
  KillStep: [({ tracker }, key) => tracker.killTree({ steps: [{ signal: 'SIGTERM', graceMs: 1, ...key }] })],
  Limits: [({ tracker }, key) => tracker.limit(key)],
  UsageOptions: [({ tracker }, key) => tracker.usage(key)],
  WatchUsageOptions: [({ registry }, key) => registry.watchUsage(() => undefined, key)],
  RunRoot: [({ run }, key) => run.confirm(1, key)],
  RunSpawnOptions: [({ run }, key) => run.spawn('/bin/true', [], key)],
  PtyOptions: [({ tracker }, key) => spawnPty(tracker, '/bin/true', [], key)],
  ScreenOptions: [(_, key) => PaneScreen.open(key)],
  LineRange: [({ screen }, key) => screen.lines(key)],
  SearchOptions: [({ screen }, key) => screen.search('x', key)],
  SerializeOptions: [
    ({ screen }, key) => screen.serialize(key),
    ({ screen }, key) => screen.serializeInPieces(key),
  ],
  RunFilter: [
    ({ registry }, key) => runsOf(registry).list(key),
    ({ registry }, key) => runsOf(registry).killAll(key),
    ({ store }, key) => store.runs(key),
  ],
  SessionIdOptions: [(_, key) => readSessionId(new PassThrough(), key)],
  WatchSessionIdOptions: [({ registry, run }, key) => runsOf(registry).watchSessionId(run.runId, key)],
  StoreOptions: [(_, key) => openStore({ path: '/nowhere/to/be/made', ...key })],
  RetentionOptions: [(_, key) => openStore({ path: '/nowhere/to/be/made', retention: key })],
  ProcessFilter: [({ store }, key) => store.processes(key)],
  HistoryFilter: [({ store }, key) => store.history(key)],
  SweepOptions: [({ store }, key) => store.sweepStale(key)],
  MessagesOptions: [({ store }, key) => store.messages('me', key)],
  OutgoingMessage: [({ store }, key) => store.sendMessage({ from: 'me', type: 'x', ...key })],
  ProcessRegistration: [({ store }, key) => store.register({ pid: process.pid, ...key })],
  RegistrationEnd: [({ store }, key) => store.markEnded(process.pid, key)],
  ProcessResources: [({ store }, key) => store.updateResources(process.pid, key)],
  HostOptions: [(_, key) => openHost(key)],
  TlsFiles: [(_, key) => openHost({ tls: { certificate: '', key: '', ...key } })],
  // Of no name that the walk finds.
  Command: [
    ({ tracker }, key) => tracker.wrap({ ...command, ...key }),
    ({ run }, key) => run.wrap({ ...command, ...key }),
  ],
  SpawnOptions: [({ tracker }, key) => tracker.spawn('/bin/true', [], key)],
  RunDescription: [({ tracker }, key) => tracker.startRun({ kind: 'session', ...key })],
  ProcessDescription: [({ store }, key) => store.updateDescription(process.pid, key)],
  HeldTerminal: [
    ({ tracker }, key) =>
      tracker.holdTerminal({ leader: 1, isShell: false, handOver: () => undefined, ...key }),
  ],
  'options of follow': [({ run }, key) => run.output.follow(key)],
  'shell of a host': [(_, key) => openHost({ shell: { file: '/bin/sh', ...key } })],
};

test('every public object of options refuses a key that it does not have, by name', async ({ scenario }) => {
  const stage = await openStage(join(scenario.temporaryDirectory(), 'store.db'));
  scenario.atEnd(async () => {
    await stage.store.close();
    await stage.registry.close();
  });
  for (const [type, each] of Object.entries(attempts)) {
    for (const attempt of each) {
      const error = await errorOf(() => attempt(stage, { noSuchKey: 1 }));
      expect(error, type).toBeInstanceOf(panetree.InvalidArgumentError);
      expect(error, type).toMatchObject({ argument: expect.stringMatching(/\.noSuchKey$/) });
    }
  }
  expect(stage.registry.runs()).toEqual([stage.run]);
  expect(stage.run.status).toBe('starting');
});

test('the walk knows every public type that a caller fills in', () => {
  const exported = entries.flatMap((entry) => {
    const text = readFileSync(new URL(`../../${entry}`, import.meta.url), 'utf8');
    return [...text.matchAll(/\b[A-Z]\w+\b/g)].map(([name]) => name);
  });
  const wanted = new Set(exported.filter((name) => filledIn.test(name) && !others.has(name)));
  expect(wanted.size).toBeGreaterThan(25);
  expect([...wanted].filter((name) => attempts[name] === undefined)).toEqual([]);
});

test.for([
  [{ pollInterval: 100 }, 'options.pollInterval', /did you mean pollIntervalMs\?/],
  [{ onHostexit: 'keep' }, 'options.onHostexit', /did you mean onHostExit\?/],
  [{ zebra: 1 }, 'options.zebra', /known: backend, pollIntervalMs, .*redact\)/],
  [{ pollInterval: undefined }, 'options.pollInterval', /did you mean/],
] as const)('openRegistry refuses %o and names what is meant', async ([options, argument, message]) => {
  const error = await errorOf(() => panetree.openRegistry(options as object));
  expect(error).toMatchObject({
    code: 'invalid-argument',
    argument,
    message: expect.stringMatching(message),
  });
});

test('an environment may hold what is undefined, as process.env does by its type', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = registry.ensureTracker('env');
  const env = { ...process.env, KEPT: 'yes', DROPPED: undefined };
  const wrapped = await tracker.wrap({ file: '/usr/bin/env', args: [], env });
  const child = scenario.spawnOutside(wrapped.file, wrapped.args, {
    env: wrapped.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = await finished(child);
  expect(stdout).toContain('KEPT=yes');
  expect(stdout).not.toContain('DROPPED');
  const terminal = await spawnPty(tracker, '/usr/bin/env', [], { env });
  let text = '';
  terminal.onData((data) => (text += data));
  await new Promise<void>((resolve) => void terminal.onExit(() => resolve()));
  expect(text).toContain('KEPT=yes');
  expect(text).not.toContain('DROPPED');
});

test('the types of panetree/panel need no package', () => {
  const declared = readFileSync(new URL('../../dist/panel/element.d.ts', import.meta.url), 'utf8');
  expect(declared).toContain('class PanetreeSwarmElement');
  expect(declared).not.toMatch(/\bfrom\b|import\(|\/\/\/ <reference/);
});

async function openStage(path: string): Promise<Stage> {
  const backend = new FakeBackend();
  const registry = await panetree.openRegistry({ backend });
  const tracker = registry.ensureTracker('a');
  const run = tracker.startRun();
  return { registry, tracker, run, screen: await PaneScreen.open(), store: await openStore({ path }) };
}

async function errorOf(act: () => unknown): Promise<unknown> {
  try {
    await act();
    return undefined;
  } catch (error) {
    return error;
  }
}
