import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { HostDelegation } from '../../../../src/platform/linux-cgroup/delegation.js';
import type { DelegationOptions } from '../../../../src/platform/linux-cgroup/delegation.js';
import { until } from '../../../support/until.js';
import { needsProc } from '../../support/needs.js';

const job = `echo 'o "/org/freedesktop/systemd1/job/42"'`;
const session = '/user.slice/user-1000.slice/session-3.scope';

/** What the fake busctl does when it is asked who the manager is, and when it is asked for a scope. */
interface Script {
  readonly query?: string;
  readonly start?: string;
  /** `late`: only once a message has waited for it. */
  readonly joinsBus?: 'late';
  /** Whether the kernel shows the host in the scope once it has been asked for; default: where there is a job. */
  readonly moves?: boolean;
}

beforeEach(needsProc);

describe('a host that asks for a scope of its own', () => {
  test('is in it once the kernel says so', async () => {
    const { delegation, calls } = await prepare({ start: job });
    await expect(delegation.ask()).resolves.toEqual({ status: 'delegated' });
    expect(calls()).toHaveLength(2);
    expect(calls()[1]).toMatch(
      new RegExp(
        `StartTransientUnit .* panetree-${process.pid}-\\w+\\.scope fail 4 PIDs au 1 ${process.pid} `,
      ),
    );
  });

  test('asks again without the optional properties when one is refused', async () => {
    const start = `case "$*" in *CollectMode*) echo 'Cannot set property CollectMode' >&2; exit 1;; esac; ${job}`;
    const { delegation, calls } = await prepare({ start });
    await expect(delegation.ask()).resolves.toEqual({ status: 'delegated' });
    expect(calls().slice(1)).toEqual([
      expect.stringContaining('CollectMode'),
      expect.stringMatching(/ fail 2 PIDs au 1 \d+ Delegate b true 0$/),
    ]);
  });

  test('waits for a manager that joins its bus after the first client', async () => {
    const { delegation, calls } = await prepare({ start: job, joinsBus: 'late' });
    await expect(delegation.ask()).resolves.toEqual({ status: 'delegated' });
    expect(calls()).toHaveLength(4);
  });

  test('says what the manager said when it refuses altogether', async () => {
    const { delegation, calls } = await prepare({ start: 'echo Access denied >&2; exit 1' });
    expect(await reasonOf(delegation)).toMatch(
      /^this host lives in session-3.scope; the user manager gave no scope: Access denied: start it through `systemd-run /,
    );
    expect(calls()).toHaveLength(3);
  });

  test.for<readonly [string, Script]>([
    ['never says who the manager is', { query: 'exec sleep 60' }],
    ['never answers', { start: 'exec sleep 60' }],
    ['leaves a child behind that holds its output', { start: 'sleep 8 & sleep 8' }],
  ])('waits no longer than allowed for a bus that %s', async ([, script]) => {
    const { delegation, pids } = await prepare(script, { boundMs: 300 });
    const startedAt = performance.now();
    expect(await reasonOf(delegation)).toContain('the bus did not answer in time');
    expect(performance.now() - startedAt).toBeLessThan(7000);
    await until(() => pids().every(hasEnded), { what: 'the busctl that was started has been ended' });
  });

  test('waits no longer than allowed for a move that does not come', async () => {
    const { delegation } = await prepare({ start: job, moves: false }, { boundMs: 300 });
    expect(await reasonOf(delegation)).toMatch(
      /did not move it in time, see `journalctl --user -u panetree-/,
    );
  });

  test.for<readonly [string, Script, string]>([
    ['for a PID', { query: 'echo "u many"' }, 'no user manager answers: busctl said "u many"'],
    ['for a job', { start: 'echo hello' }, 'the user manager gave no scope: busctl said "hello"'],
    [
      'without end',
      { start: 'while echo yes; do :; done' },
      'the user manager gave no scope: the bus did not answer in time',
    ],
    ['of nothing at all', { query: 'exit 3' }, 'no user manager answers: busctl ended with 3'],
  ])('takes no garbage %s', async ([, script, reason]) => {
    const { delegation } = await prepare(script, { boundMs: 300 });
    expect(await reasonOf(delegation)).toContain(reason);
  });

  test('does not let a manager of another PID namespace move who has its PID there', async () => {
    const { delegation, calls } = await prepare({ query: `echo u ${process.pid}`, start: job });
    expect(await reasonOf(delegation)).toContain('is not in the PID namespace of this host');
    expect(calls()).toHaveLength(1);
  });

  test('says when there is no busctl', async () => {
    const { delegation } = await prepare({}, { environment: { PATH: '/nowhere' } });
    expect(await reasonOf(delegation)).toContain('no user manager answers: spawn busctl ENOENT');
  });

  test('says where there is no bus, and finds one that comes later', async () => {
    const { delegation, directory } = await prepare({ start: job });
    rmSync(join(directory, 'bus'));
    expect(await reasonOf(delegation)).toContain(`there is no bus at ${directory}/bus`);
    writeFileSync(join(directory, 'bus'), '');
    await expect(delegation.ask()).resolves.toEqual({ status: 'delegated' });
  });

  test('is moved once, however many registries are opened at the same time', async () => {
    const { delegation, calls } = await prepare({ start: job });
    const answers = await Promise.all([delegation.ask(), delegation.ask(), delegation.ask()]);
    expect(answers).toEqual(Array.from({ length: 3 }, () => ({ status: 'delegated' })));
    expect(calls()).toHaveLength(2);
  });

  test('does not ask for a second scope when the first does not help', async () => {
    const { delegation, calls } = await prepare({ start: job });
    await delegation.ask();
    expect(await reasonOf(delegation)).toContain('it has a scope of its own already');
    expect(calls()).toHaveLength(2);
  });

  test('remembers a refusal for a while, not for ever', async () => {
    const { delegation, calls } = await prepare({ start: 'exit 1' }, { rememberMs: 200 });
    const reason = await reasonOf(delegation);
    const asked = calls().length;
    expect(await reasonOf(delegation)).toBe(reason);
    expect(calls()).toHaveLength(asked);
    await until(() => delegation.ask().then(() => calls().length > asked), { what: 'it asks again' });
  });
});

async function prepare(script: Script, options: DelegationOptions = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'panetree-delegation-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'bus'), '');
  const { query = `echo u ${await startManager(directory)}`, start = 'exit 1' } = script;
  const { moves = start.includes(job) } = script;
  if (script.joinsBus === undefined) writeFileSync(join(directory, 'joined'), '');
  const fake = [
    '#!/bin/sh',
    `cd ${directory}; echo "$*" >>calls; echo $$ >>pids`,
    `case "$*" in *Ping) : >joined;; *GetConnection*) [ -e joined ] || exit 1; ${query};; *) ${start};; esac`,
  ];
  writeFileSync(join(directory, 'busctl'), `${fake.join('\n')}\n`, { mode: 0o755 });
  const linesOf = (file: string) =>
    existsSync(join(directory, file)) ? readFileSync(join(directory, file), 'utf8').trim().split('\n') : [];
  const home = () => {
    const scope = moves ? /panetree-\S+\.scope/.exec(linesOf('calls').join())?.[0] : undefined;
    return { directory: '/nowhere', path: scope === undefined ? session : `/user@1000.service/${scope}` };
  };
  const environment = { PATH: `${directory}:${process.env['PATH']}`, ...options.environment };
  const delegation = new HostDelegation({
    home,
    ...options,
    environment: { XDG_RUNTIME_DIR: directory, ...environment },
  });
  return { delegation, directory, calls: () => linesOf('calls'), pids: () => linesOf('pids').map(Number) };
}

/** A process that calls itself `systemd`, for as long as the test runs. */
async function startManager(directory: string): Promise<number> {
  const program = join(directory, 'systemd');
  symlinkSync('/bin/sh', program);
  const manager = spawn(program, ['-c', 'read line'], { stdio: ['pipe', 'ignore', 'ignore'] });
  onTestFinished(() => void manager.kill());
  const { pid } = manager;
  await until(() => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'systemd\n', { what: 'the manager runs' });
  return pid ?? 0;
}

async function reasonOf(delegation: HostDelegation): Promise<string> {
  const answer = await delegation.ask();
  return answer.status === 'delegated' ? 'delegated' : answer.reason;
}

function hasEnded(pid: number): boolean {
  return !existsSync(`/proc/${pid}`);
}
