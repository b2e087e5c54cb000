import { chownSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect } from 'vitest';
import type { BackendReport } from '../../src/index.js';
import { allCases } from '../contract/cases/index.js';
import { carriersOf, readOrNothing } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { programs, settle } from '../support/programs.js';
import { endExactly } from '../support/scenario.js';
import { plainUser, SystemdMachine, whyNoSystemd } from '../support/systemd.js';
import { type Errand, inside, type Job } from '../support/systemd-job.js';
import { until } from '../support/until.js';

const whyNot = whyNoSystemd();
const slice = `/user.slice/user-${plainUser}.slice`;
const manager = `${slice}/user@${plainUser}.service`;
const session = new RegExp(`^${slice}/session-\\w+\\.scope$`);
const application = new RegExp(`^${manager}/app\\.slice/app-terminal-\\w+\\.scope$`);
const ownScope = new RegExp(`^${manager}/app\\.slice/panetree-\\d+-\\w+\\.scope$`);

interface Opened {
  readonly user: number;
  readonly before: string;
  readonly after: string;
  readonly backend: BackendReport;
}

/** A line that each contract case leaves behind. */
type Witness = Pick<Opened, 'user' | 'backend'> & { readonly home: string };

/** As vitest's JSON reporter writes it. */
interface Report {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

let machine: SystemdMachine;

beforeAll(async () => {
  if (whyNot === undefined) machine = await SystemdMachine.boot();
});

afterAll(async () => {
  if (whyNot === undefined) await machine.end();
});

beforeEach(({ skip }) => {
  if (whyNot !== undefined) skip(whyNot);
});

describe('a plain user’s host on a desktop, under a real systemd as PID 1', () => {
  test('rule 1: gets high in its own scope of the user manager, and is not moved', async () => {
    const opened = await openHost({ place: 'desktop' }, { delegation: 'auto' });
    expectHigh(opened, opened.after);
    expect(opened.before).toMatch(application);
    expect(opened.after).toBe(opened.before);
  });

  test('rule 1: is moved into a scope of its own from where it may move nothing', async () => {
    // From now on the manager has all the slices it needs.
    await openHost({ place: 'ssh' }, { delegation: 'auto' });
    const go = 'moves-are-withheld';
    const job = startHost({ place: 'desktop' }, { delegation: 'auto', waitFor: `${inside.out}/${go}` });
    const giveBack = withholdMoves((await job.heard<Opened>('started')).before);
    try {
      writeFileSync(`${machine.out}/${go}`, '');
      const opened = await finished(job);
      expectHigh(opened, opened.after);
      expect(opened.before).toMatch(application);
      expect(opened.after).toMatch(ownScope);
    } finally {
      giveBack();
    }
  });

  test('every contract case passes at high', { timeout: 240_000 }, async () => {
    for (const { home } of await runContract('desktop')) expect(home).toMatch(application);
  });
});

describe('a plain user’s host in an SSH session, under a real systemd as PID 1', () => {
  test('control: has no high where it may not ask, and the reason says what to do', async () => {
    const { before, after, backend } = await openHost({ place: 'ssh' }, { delegation: 'never' });
    expect(before).toMatch(session);
    expect(after).toBe(before);
    expect(backend.confidence).not.toBe('high');
    expect(backend.downgrades[0]?.backend).toBe('linux-cgroup');
    expect(backend.downgrades[0]?.reason).toMatch(
      /this host lives in session-\w+\.scope, which belongs to root: delegation is 'never' here, pass delegation: 'auto'/,
    );
  });

  test('rule 1: is moved into a scope of its own, and gets high there', async () => {
    const opened = await openHost({ place: 'ssh' }, { delegation: 'auto' });
    expectHigh(opened, opened.after);
    expect(opened.before).toMatch(session);
    expect(opened.after).toMatch(ownScope);
  });

  test('rule 1: finds its user manager without the variables of a session', async () => {
    const without = ['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'];
    const opened = await openHost({ place: 'ssh', without }, { delegation: 'auto' });
    expectHigh(opened, opened.after);
    expect(opened.after).toMatch(ownScope);
  });

  test('rule 24: is killed in its scope, and neither process nor scope is left', async ({ scenario }) => {
    const token = `${scenario.token}900`;
    const program = { file: 'test/fixtures/programs/double-fork.sh', token };
    const job = startHost({ place: 'ssh' }, { delegation: 'auto', program });
    const { after } = await job.heard<Opened>('opened');
    await settle(programs['double-fork'], token, (pid) => !isHost(pid));
    expect(existsSync(machine.cgroup + after)).toBe(true);
    for (const host of carriersOf(token).filter(({ pid }) => isHost(pid))) endExactly(host);
    await scenario.expectNothingLeft(1000);
    await until(() => !existsSync(machine.cgroup + after), { what: `${after} is gone` });
    expect((await job.ended).failure).toBeDefined();
  });

  test('every contract case passes at high', { timeout: 240_000 }, async () => {
    for (const { home } of await runContract('ssh')) expect(home).toMatch(ownScope);
  });
});

test('how-to: the example of a service gets high, and stopping it leaves nothing', async ({ scenario }) => {
  const token = `${scenario.token}901`;
  const stopFile = 'stop-the-service';
  const program = { file: join(inside.repository, 'test/fixtures/programs/double-fork.sh'), token };
  const config = { program, stopFile: join(inside.out, stopFile) };
  const args = ['test/fixtures/systemd/service.mjs', JSON.stringify(config)];
  const job = machine.start({ place: 'desktop', args });
  const { confidence, cgroup } = await job.heard<{ confidence: string; cgroup: string }>('opened');
  expect(confidence).toBe('high');
  expect(cgroup).toMatch(/^\/user\.slice\/.*\/panetree-host\.service$/);
  // Control: while the service runs, the daemon does.
  await settle(programs['double-fork'], token, (pid) => !runs(pid, 'service.mjs'));
  writeFileSync(join(machine.out, stopFile), '');
  expect(await job.heard('stopped')).toMatchObject({ result: 'success' });
  expect(await job.ended).toEqual({ failure: undefined });
  await scenario.expectNothingLeft(5000);
});

function isHost(pid: number): boolean {
  return runs(pid, 'host.mjs');
}

function runs(pid: number, script: string): boolean {
  return readOrNothing(`/proc/${pid}/cmdline`)?.includes(script) === true;
}

function startHost(where: Omit<Errand, 'args'>, config: object): Job {
  return machine.start({ ...where, args: ['test/fixtures/systemd/host.mjs', JSON.stringify(config)] });
}

function openHost(where: Omit<Errand, 'args'>, config: object): Promise<Opened> {
  return finished(startHost(where, config));
}

async function finished(job: Job): Promise<Opened> {
  const opened = await job.heard<Opened>('opened');
  expect(await job.ended).toEqual({ failure: undefined });
  return opened;
}

function expectHigh({ user, backend }: Pick<Opened, 'user' | 'backend'>, home: string): void {
  expect(user).toBe(plainUser);
  expect(backend).toMatchObject({ name: 'linux-cgroup', confidence: 'high', downgrades: [] });
  expect(backend.features['directory']).toContain(`/sys/fs/cgroup${home}/panetree-`);
}

/** The application may make cgroups and move nothing into them; the manager may still start what it wants. */
function withholdMoves(scope: string): () => void {
  const lasting = [`${machine.cgroup}${dirname(scope)}/cgroup.procs`, `${machine.cgroup}${manager}`];
  for (const path of [`${machine.cgroup}${scope}/cgroup.procs`, ...lasting]) chownSync(path, 0, 0);
  return () => {
    for (const path of lasting) chownSync(path, plainUser, plainUser);
  };
}

/** Runs the contract's own test file as the plain user, and gives what every case saw. */
async function runContract(place: Errand['place']): Promise<readonly Witness[]> {
  const report = `contract-${place}.json`;
  const witness = `contract-${place}.jsonl`;
  const file = 'test/contract/linux-cgroup.test.ts';
  const reporter = ['--reporter=json', `--outputFile=${inside.out}/${report}`];
  const job = machine.start({
    place,
    args: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'contract', file, ...reporter],
    environment: { PANETREE_TEST_WITNESS: `${inside.out}/${witness}` },
  });
  const { failure } = await job.ended;
  const { numTotalTests, numPassedTests, testResults } = readReport(`${machine.out}/${report}`);
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status !== 'passed'),
  );
  const cases = allCases.filter(({ needs }) => needs === undefined || needs === 'escape').length;
  expect({ failure, failed, numTotalTests, numPassedTests }).toEqual({
    failure: undefined,
    failed: [],
    numTotalTests: cases,
    numPassedTests: cases,
  });
  const lines = readFileSync(`${machine.out}/${witness}`, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(cases);
  const witnesses = lines.map((line) => JSON.parse(line) as Witness);
  for (const each of witnesses) expectHigh(each, each.home);
  return witnesses;
}

function readReport(path: string): Report {
  const nothing = { numTotalTests: 0, numPassedTests: 0, testResults: [] };
  const text = readOrNothing(path);
  return text === undefined ? nothing : (JSON.parse(text) as Report);
}
