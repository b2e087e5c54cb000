import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { linuxProcfs } from '../../src/index.js';
import { CommandedHost } from '../support/commanded-host.js';
import { test } from '../support/linux-test.js';
import { asNobody } from '../support/namespaces.js';
import { carriersOf, inWords, isAlive, look, pidsOf, readOrNothing, type Seen } from '../support/oracle.js';
import { settle } from '../support/programs.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const isRoot = process.getuid?.() === 0;
const backend = 'linux-procfs';
const firstThreadEnds = fileURLToPath(new URL('../fixtures/programs/first-thread-ends.c', import.meta.url));

/** Each has lost its parent, its session and its marker when it has settled; `$T` is what it is known by. */
const daemons = {
  'an emptied environment': `env -i setsid sh -c 'sleep "600.$0" </dev/null >/dev/null 2>&1 & exit 0' $T`,
  'a title over its environment': `perl -MPOSIX -e 'fork && exit; setsid; fork && exit; $0 = "titled $ARGV[0] " . "x" x 9000; sleep 600' $T`,
  'an environment that only root can read': `sh -c 'setsid "$1" "600.$0" </dev/null >/dev/null 2>&1 & exit 0' $T "$UNREADABLE"`,
} as const;

/** What a daemon is before it is one. */
const passing: ReadonlySet<string> = new Set(['sh', 'env', 'setsid', 'setpriv']);

interface Above {
  readonly shell: number;
  readonly host: number;
}

/** What root starts as somebody else. */
const servants = {
  'another user': `setpriv --reuid=65534 --clear-groups env -i setsid sh -c 'sleep "600.$0" </dev/null >/dev/null 2>&1 & exit 0' $T`,
} as const;

test.for([
  { user: 'root', prefix: [], commands: { ...daemons, ...servants } },
  { user: 'a plain user', prefix: isRoot ? asNobody : [], commands: daemons },
])(
  'rule 4: daemons that show nothing of their pane are listed and ended: $user',
  async ({ user, prefix, commands }, { scenario, skip }) => {
    if (user === 'root' && !isRoot) skip('needs root');
    const host = await CommandedHost.open(scenario, { backend, prefix });
    expect((await host.backend()).features['second marker']).toBe('RLIMIT_RSS');
    const shell = await host.pty('a', ['/bin/sh'], { PS1: '', UNREADABLE: unreadableSleep(scenario) });
    expect(pidsOf(await host.list('a'))).toEqual([shell]);
    // No scan is near that could see them with a parent.
    await host.calm();
    for (const [index, command] of Object.values(commands).entries()) {
      await host.type('a', `T=${scenario.token}90${index}; ( ${command} & )\n`);
    }
    const tokens = Object.keys(commands).map((_, index) => `${scenario.token}90${index}`);
    const seen = await orphansOf(tokens, { shell, host: host.pid });
    const listed = await host.list('a');
    expect(pidsOf(listed)).toEqual(pidsOf([{ pid: shell }, ...seen]));
    expect(await host.remove('a', { steps: [] })).toMatchObject({ status: 'ended', survivors: [] });
    expect(seen.filter(isAlive)).toEqual([]);
    await host.close();
  },
);

/** Of a program that its user may not read, nobody may read the environment but root. */
function unreadableSleep(scenario: Scenario): string {
  const directory = scenario.temporaryDirectory();
  const program = join(directory, 'unreadable');
  copyFileSync('/bin/sleep', program);
  chmodSync(program, 0o111);
  chmodSync(directory, 0o755);
  return program;
}

/** One of each, when it has become what it stays. */
function orphansOf(tokens: readonly string[], { shell, host }: Above): Promise<readonly Seen[]> {
  let seen: readonly Seen[] = [];
  const isOnItsWay = ({ name, ppid, state }: Seen) =>
    passing.has(name) || state !== 'S' || ppid === shell || look(ppid)?.ppid === shell;
  return until(
    () => {
      seen = tokens.flatMap((token) => carriersOf(token)).filter(({ pid }) => pid !== host);
      return seen.length === tokens.length && !seen.some(isOnItsWay) ? seen : undefined;
    },
    { what: () => `one daemon of each runs, not ${inWords(seen)}`, withinMs: 15_000 },
  );
}

const atOnce = { steps: [] } as const;

test('rule 4: what loses its parent after a start, and shows nothing of its pane, was seen while it had one', async ({
  scenario,
}) => {
  const registry = await scenario.open({ backend: linuxProcfs() });
  const tracker = registry.ensureTracker('a');
  // Later than the look that a start brings, and gone before the next one.
  const daemon = 'ulimit -S -m unlimited; setsid sleep "600.$0" & sleep 0.6';
  const script = `sleep 0.15; env -i PATH="$PATH" sh -c '${daemon}' "$0"; exec sleep "600.$0"`;
  const root = await tracker.spawn('/bin/sh', ['-c', script, scenario.token], { stdio: 'ignore' });
  const shape = { name: 'both', file: '', processes: 2, survivors: 1, sleepers: 2 };
  const seen = await settle(shape, scenario.token);
  await until(() => seen.some(({ pid, ppid }) => pid !== root.pid && ppid !== root.pid), {
    what: 'the daemon has lost its parent',
  });
  expect(pidsOf(await tracker.list())).toEqual(pidsOf(seen));
  expect(await registry.remove('a', atOnce)).toMatchObject({ status: 'ended', confidence: 'best-effort' });
  expect(seen.filter(isAlive)).toEqual([]);
});

test('rule 4: a daemon whose first thread has ended is listed and ended', async ({ scenario, skip }) => {
  const program = join(scenario.temporaryDirectory(), 'first-thread-ends');
  try {
    execFileSync('cc', ['-pthread', '-o', program, firstThreadEnds]);
  } catch (error) {
    skip(`needs a C compiler: ${String(error)}`);
  }
  const registry = await scenario.open({ backend: linuxProcfs() });
  const tracker = registry.ensureTracker('a');
  const child = await tracker.spawn('/bin/sh', ['-c', '"$0" </dev/null & echo $!', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const pid = Number(await new Promise((resolve) => child.stdout?.once('data', resolve)));
  await ended;
  const threads = () => statesOf(pid);
  scenario.atEnd(() => {
    if (threads().length > 0) process.kill(pid, 'SIGKILL');
  });
  await until(() => threads().join() === 'Z,S', {
    what: () => `its first thread ends, not ${threads().join()}`,
  });
  expect(pidsOf(await tracker.list())).toEqual([pid]);
  expect(await registry.remove('a', atOnce)).toMatchObject({ status: 'ended', survivors: [] });
  expect(threads().filter((state) => state !== 'Z')).toEqual([]);
});

/** Of its threads, the first one first. */
function statesOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap(
      (thread) => readOrNothing(`/proc/${pid}/task/${thread}/stat`)?.split(') ').at(-1)?.slice(0, 1) ?? [],
    );
  } catch {
    return [];
  }
}
