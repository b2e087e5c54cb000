import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'vitest';
import { InvalidArgumentError, type PaneTracker, SpawnError, type TrackerEvents } from '../../src/index.js';
import { exitOf as endOf, type PtyOptions, spawnPty } from '../../src/pty/index.js';
import { pathOf } from '../support/cgroups.js';
import { Host } from '../support/host.js';
import { ownTerminals, whyNoMountNamespace, withMounts } from '../support/namespaces.js';
import { test } from '../support/process-test.js';
import { programs, settle } from '../support/programs.js';
import { until } from '../support/until.js';

test('rule 9: a pty joins before exec: its program already sees its own cgroup', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const terminal = await runIn(tracker, ['/bin/cat', '/proc/self/cgroup']);
  expect(await terminal.exit).toEqual({ exitCode: 0, signal: 0 });
  expect(terminal.output()).toMatch(/0::.*\/panetree-\d+-.*\/pane-/);
});

test('rule 9: of 50 ptys whose programs fork at once, nothing escapes', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const script = 'sleep "600.$0" & sleep "600.$0" & wait';
  for (let count = 0; count < 50; count++) await spawnPty(tracker, '/bin/sh', ['-c', script, scenario.token]);
  await until(() => scenario.carriers().filter(({ name }) => name === 'sleep').length === 100, {
    what: 'all run',
  });
  const escaped = scenario
    .carriers()
    .filter(({ pid }) => pathOf(pid)?.includes(`/panetree-${process.pid}-`) !== true);
  expect(escaped).toEqual([]);
  expect(tracker.confidence).toBe('high');
});

test('rule 18: the program is listed under its own name, as the root', async ({ scenario }) => {
  const registry = await scenario.open();
  const commands: string[] = [];
  registry.on('process-added', ({ process }) => commands.push(process.command));
  const tracker = await scenario.pane(registry);
  const terminal = await runIn(tracker, ['sleep', `600.${scenario.token}`]);
  const [listed, ...others] = await tracker.list();
  expect(others).toEqual([]);
  expect(listed).toMatchObject({ pid: terminal.pid, name: 'sleep', role: 'root' });
  expect(commands).toEqual([`sleep 600.${scenario.token}`]);
});

test('rule 18: of 100 programs looked at while they start, none is told as what starts it', async ({
  scenario,
}) => {
  const registry = await scenario.open();
  const told: string[] = [];
  for (const type of ['process-added', 'process-changed'] as const) {
    registry.on(type, ({ process: { name, command } }) => told.push(`${name}: ${command}`));
  }
  const tracker = await scenario.pane(registry);
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      await tracker.list();
      await setImmediate();
    }
  })();
  for (let count = 0; count < 50; count++) {
    await runIn(tracker, ['sleep', `600.${scenario.token}`]);
    await tracker.spawn('sleep', [`600.${scenario.token}`], { stdio: 'ignore' });
  }
  await until(() => scenario.carriers().filter(({ name }) => name === 'sleep').length === 100, {
    what: 'all run',
  });
  await until(() => told.length >= 100, { what: 'all are told' });
  over.abort();
  await looking;
  expect([...new Set(told)]).toEqual([`sleep: sleep 600.${scenario.token}`]);
});

test('the exit code and the signal are told by the pty and by the event', async ({ scenario }) => {
  const registry = await scenario.open();
  const exits: TrackerEvents['process-exited'][] = [];
  registry.on('process-exited', (event) => exits.push(event));
  const tracker = await scenario.pane(registry);
  const exitOf = (pid: number) =>
    until(() => exits.find((each) => each.pid === pid), { what: `the exit of ${pid}` });

  const coded = await runIn(tracker, ['/bin/sh', '-c', 'sleep 0.2; exit 42']);
  await tracker.list();
  expect((await coded.exit).exitCode).toBe(42);
  expect(await exitOf(coded.pid)).toMatchObject({ reason: 'exited', exitCode: 42, signal: undefined });

  const killed = await runIn(tracker, ['sleep', `600.${scenario.token}`]);
  await tracker.list();
  process.kill(killed.pid, 'SIGTERM');
  expect((await killed.exit).signal).toBe(15);
  expect(await exitOf(killed.pid)).toMatchObject({
    reason: 'exited',
    exitCode: undefined,
    signal: 'SIGTERM',
  });
});

test('size, name, working directory and environment reach the program', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const options = {
    cols: 101,
    rows: 33,
    name: 'vt100',
    cwd: '/usr',
    env: { PATH: '/usr/bin:/bin', ONE: 'two words' },
  };
  const terminal = await runIn(
    tracker,
    ['/bin/sh', '-c', 'stty size; echo "$TERM"; pwd; echo "$ONE"'],
    options,
  );
  await terminal.exit;
  expect(terminal.output().split('\r\n')).toEqual(['33 101', 'vt100', '/usr', 'two words', '']);
});

test('PWD is the directory by the name it was given, and nothing tells of the terminal of the host', async ({
  scenario,
}) => {
  const tracker = await scenario.pane();
  const link = join(scenario.temporaryDirectory(), 'link');
  symlinkSync('/usr/share', link);
  const outer = { TMUX: '/tmp/x,1,0', STY: '1.x', WINDOWID: '7', LINES: '3', COLUMNS: '9', PWD: '/nowhere' };
  const before = Object.fromEntries(Object.keys(outer).map((name) => [name, process.env[name]]));
  Object.assign(process.env, outer);
  scenario.atEnd(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  const seen = async (options: PtyOptions) => {
    const terminal = await runIn(tracker, ['/usr/bin/env'], options);
    await terminal.exit;
    return terminal.output().split('\r\n');
  };
  const names = Object.keys(outer).filter((name) => name !== 'PWD');
  const inherited = await seen({ cwd: link });
  expect(inherited).toContain(`PWD=${link}`);
  expect(inherited.filter((line) => names.some((name) => line.startsWith(`${name}=`)))).toEqual([]);
  expect(await seen({})).toContain(`PWD=${process.cwd()}`);
  const given = await seen({ env: { PATH: '/usr/bin:/bin', LINES: '3', PWD: '/nowhere' }, cwd: link });
  expect(given).toEqual(expect.arrayContaining(['LINES=3', `PWD=${link}`]));
});

test.for(['uid', 'gid', 'handleFlowControl'])(
  'rule 29: the option %s of node-pty is refused',
  async (name, { scenario }) => {
    const tracker = await scenario.pane();
    const options = { [name]: name === 'handleFlowControl' ? true : 0 };
    await expect(spawnPty(tracker, '/bin/true', [], options)).rejects.toBeInstanceOf(InvalidArgumentError);
  },
);

test('a terminal that the system does not give is a SpawnError', async ({ scenario, skip }) => {
  const whyNot = whyNoMountNamespace();
  if (whyNot !== undefined) skip(whyNot);
  const prefix = withMounts(`${ownTerminals}mount -o remount,max=1 /mnt/pts`);
  const host = new Host(scenario, 'two-terminals', { prefix });
  expect(await host.heard('refused')).toEqual({
    type: 'refused',
    name: 'SpawnError',
    code: 'UNKNOWN',
    message: expect.stringMatching(/^spawn sleep: no terminal could be opened.*forkpty/) as string,
  });
  expect(await host.ended()).toBe(0);
});

test('a real-time signal is told by a name', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const terminal = await spawnPty(tracker, '/bin/bash', ['-c', 'kill -36 $$']);
  expect(await endOf(terminal)).toEqual({ exitCode: undefined, signal: 'SIGRTMIN+2' });
});

test('Ctrl-C and a hang-up do in a pane what they do elsewhere', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const script =
    'trap "echo caught INT" INT; trap "echo hung up; exit 9" HUP; echo ready; while :; do sleep 0.05; done';
  const terminal = await runIn(tracker, ['/bin/sh', '-c', script]);
  await until(() => terminal.output().includes('ready'), { what: 'the program is ready' });
  terminal.write('\u0003');
  await until(() => terminal.output().includes('caught INT'), { what: 'the program is interrupted' });
  process.kill(terminal.pid, 'SIGHUP');
  expect((await terminal.exit).exitCode).toBe(9);
});

test('rule 19: whatever an interactive shell has daemonised ends with its pane', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const shell = await runIn(tracker, ['/bin/bash', '--norc', '-i'], { env: scenario.environment });
  const { file } = programs['double-fork'];
  shell.write(
    `set +o history; nohup sleep 600.${scenario.token} >/dev/null 2>&1 & disown; ${file} ${scenario.token} &\n`,
  );
  await settle(
    { ...programs['double-fork'], name: 'a shell with jobs', processes: 5, sleepers: 3 },
    scenario.token,
  );
  shell.write('exit\nexit\n');
  await shell.exit;
  expect(scenario.carriers().length).toBeGreaterThan(0);
  const report = await registry.remove(tracker.blockId);
  expect(report.survivors).toEqual([]);
  expect(scenario.carriers()).toEqual([]);
});

test('what a program printed last is there, though nobody was reading when it ended', async ({
  scenario,
}) => {
  const tracker = await scenario.pane();
  const terminal = await spawnPty(tracker, '/bin/sh', ['-c', 'stty -opost; seq 1 1500']);
  const chunks: string[] = [];
  terminal.onData((chunk) => chunks.push(chunk));
  const ended = new Promise((resolve) => void terminal.onExit(resolve));
  terminal.pause();
  await ended;
  const numbers = Array.from({ length: 1500 }, (_, index) => `${index + 1}\n`);
  expect(chunks.join('')).toBe(numbers.join(''));
});

test('rules 9, 29: what cannot be started is refused, and no process comes of it', async ({ scenario }) => {
  const tracker = await scenario.pane();
  await expect(spawnPty(tracker, '/nonexistent/program')).rejects.toBeInstanceOf(SpawnError);
  await expect(spawnPty(tracker, '/etc/passwd')).rejects.toMatchObject({ code: 'EACCES' });
  await expect(spawnPty(tracker, '')).rejects.toBeInstanceOf(InvalidArgumentError);
  await expect(spawnPty(tracker, '/bin/true', ['a\0b'])).rejects.toBeInstanceOf(InvalidArgumentError);
  expect(await tracker.list()).toEqual([]);
});

async function runIn(
  tracker: PaneTracker,
  [file, ...args]: readonly [string, ...string[]],
  options?: PtyOptions,
) {
  const terminal = await spawnPty(tracker, file, args, options);
  const chunks: string[] = [];
  terminal.onData((chunk) => chunks.push(chunk));
  return {
    pid: terminal.pid,
    write: (text: string) => terminal.write(text),
    output: () => chunks.join(''),
    exit: new Promise<{ exitCode: number; signal?: number | undefined }>(
      (resolve) => void terminal.onExit(resolve),
    ),
  };
}

test('rule 17: a run tells the exit code of its root though something holds its terminal for longer', async ({
  scenario,
}) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const codes = new Map<number, number | undefined>();
  registry.on('process-exited', ({ pid, exitCode }) => void codes.set(pid, exitCode));
  const run = tracker.startRun();
  const script = `setsid sleep "600.$0" & read line; exit 3`;
  const terminal = await spawnPty(tracker, '/bin/sh', ['-c', script, scenario.token], { run });
  await until(() => scenario.carriers().filter(({ name }) => name === 'sleep').length === 1, {
    what: 'the daemon runs',
  });
  await tracker.list();
  terminal.write('\r');
  // The list comes while the program has ended and its terminal, still held, has not told so.
  await until(async () => (await tracker.list()).every(({ pid }) => pid !== terminal.pid), {
    what: 'the root has left the list',
  });
  expect(codes.get(terminal.pid)).toBe(3);
  expect(await run.ended()).toMatchObject({ status: 'crashed', outcome: 'failed', exitCode: 3 });
});
