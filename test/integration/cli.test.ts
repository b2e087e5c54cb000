import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { directoriesOf } from '../support/cgroups.js';
import { cliPath, type Finished, finished, runCli, startCli } from '../support/command-line.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

/** A shell line that leaves two daemons behind: a plain one and one in a session of its own. */
function leaving(scenario: Scenario, last = 'exit 7'): readonly string[] {
  const daemon = `sleep 600.${scenario.token} </dev/null >/dev/null 2>&1`;
  return ['sh', '-c', `${daemon} & (setsid ${daemon} &) ; ${last}`];
}

function sleepers(scenario: Scenario): number {
  return scenario.carriers().filter(({ name }) => name === 'sleep').length;
}

test('help and version are asked for as everywhere', async ({ scenario }) => {
  for (const [name, expected] of [
    ['-h', /^panetree: knows/],
    ['--help', /^panetree: knows/],
    ['-V', /^\d+\.\d+\.\d+\n$/],
    ['-v', /^\d+\.\d+\.\d+\n$/],
    ['--version', /^\d+\.\d+\.\d+\n$/],
  ] as const) {
    const { code, stdout } = await runCli(scenario, [name]);
    expect([name, code, stdout]).toEqual([name, 0, expect.stringMatching(expected)]);
  }
  for (const args of [
    ['history', '--help'],
    ['run', '--block', 'a', '-h', 'true'],
    ['kill', 'a', '-h'],
  ]) {
    const { code, stdout } = await runCli(scenario, args);
    expect([args, code, stdout]).toEqual([args, 0, expect.stringContaining(`panetree ${args[0]}: `)]);
  }
  const version = await runCli(scenario, ['doctor', '-V']);
  expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  const ofCommand = await runCli(scenario, ['run', 'echo', '--help', '-h', '--version']);
  expect(ofCommand.stdout).toBe('--help -h --version\n');
});

test.for([
  [['--run'], 'there is no command "--run" (did you mean run?); see npx panetree help\n'],
  [['histroy'], 'there is no command "histroy" (did you mean history?); see npx panetree help\n'],
  [['list'], 'there is no command "list" (did you mean ps?); see npx panetree help\n'],
  [['zzz'], 'there is no command "zzz"; see npx panetree help\n'],
  [['run', '--qiet', 'ls'], 'run has no option --qiet (did you mean --quiet?); see npx panetree help run\n'],
  [['run', '-x', 'ls'], 'run has no option -x; see npx panetree help run\n'],
  [['version', 'now'], 'version takes no arguments; got "now"; see npx panetree help version\n'],
  [
    ['completion', 'tcsh'],
    'completion takes one of bash, zsh, fish; got "tcsh"; see npx panetree help completion\n',
  ],
] as const)('%j is refused with what may have been meant', async ([args, message], { scenario }) => {
  const { code, stdout, stderr } = await runCli(scenario, args);
  expect([code, stdout, stderr]).toEqual([125, '', `panetree: ${message}`]);
});

describe('panetree run', () => {
  test('ends what the command leaves behind, and exits with its exit code', async ({ scenario }) => {
    const { code, stderr } = await runCli(scenario, ['run', '--', ...leaving(scenario, 'sleep 0.1; exit 7')]);
    expect(code).toBe(7);
    expect(stderr).toBe('panetree: ended 2 processes, nothing survived\n');
    expect(scenario.carriers()).toEqual([]);
  });

  test('control: with --on-exit keep the same command leaves them running, and they are named', async ({
    scenario,
  }) => {
    const { code, stderr } = await runCli(scenario, [
      'run',
      '--on-exit',
      'keep',
      ...leaving(scenario, 'sleep 0.1; exit 7'),
    ]);
    expect(code).toBe(7);
    const pids = scenario.carriers().map(({ pid }) => pid);
    expect(pids).toHaveLength(2);
    const named = [...(/left running: (.*)\n/.exec(stderr)?.[1] ?? '').matchAll(/PID (\d+)/g)].map(
      ([, pid]) => Number(pid),
    );
    expect(new Set(named)).toEqual(new Set(pids));
  });

  test('says nothing where nothing was left, and with --quiet where all has ended', async ({ scenario }) => {
    expect(await runCli(scenario, ['run', 'true'])).toEqual({ code: 0, stdout: '', stderr: '' });
    for (const option of ['-q', '--quiet']) {
      const ended = await runCli(scenario, ['run', option, ...leaving(scenario, 'sleep 0.1; exit 7')]);
      expect(ended).toEqual({ code: 7, stdout: '', stderr: '' });
    }
    expect(scenario.carriers()).toEqual([]);
    const both = await runCli(scenario, ['run', '--quiet', '--json', 'true']);
    expect(both).toMatchObject({ code: 125, stderr: expect.stringContaining('exclude each other') });
  });

  test('without a command says that a tracked shell is opened', async ({ scenario }) => {
    const env = { SHELL: '/bin/sh' };
    for (const [args, stderr] of [
      [['run'], 'panetree: a tracked shell, /bin/sh: what it leaves behind ends with it\n'],
      [['run', '--quiet'], ''],
    ] as const) {
      const child = startCli(scenario, args, { env });
      child.stdin?.end('echo inside\n');
      expect(await finished(child)).toEqual({ code: 0, stdout: 'inside\n', stderr });
    }
  });

  test('exits with 128 and the signal that ended the command', async ({ scenario }) => {
    expect((await runCli(scenario, ['run', 'sh', '-c', 'kill -USR1 $$'])).code).toBe(138);
  });

  test('passes streams through and takes options of the command for the command', async ({ scenario }) => {
    const child = startCli(scenario, ['run', 'cat', '-n']);
    child.stdin?.end('one\n');
    expect((await finished(child)).stdout).toBe('     1\tone\n');
  });

  test('writes every event as a line of JSON', async ({ scenario }) => {
    const file = join(scenario.temporaryDirectory(), 'events');
    await runCli(scenario, ['run', '--block', 'a/b', '--events', file, ...leaving(scenario, 'sleep 0.2')]);
    const events = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.every(({ blockId }) => blockId === 'a/b')).toBe(true);
    const types = events.map(({ type }) => type);
    expect(types[0]).toBe('tracker-opened');
    expect(types.at(-1)).toBe('tracker-closed');
    const count = (type: string) => types.filter((each) => each === type).length;
    expect(count('process-added')).toBeGreaterThanOrEqual(2);
    expect(count('process-exited')).toBe(count('process-added'));
  });

  test('goes on when nobody reads its events any more, and says it once', async ({ scenario }) => {
    const child = startCli(scenario, ['run', '--events', '-', '--', 'sh', '-c', 'sleep 0.3; exit 4']);
    child.stdout?.destroy();
    const { code, stderr } = await finished(child);
    expect(code).toBe(4);
    expect(stderr.match(/no more events/g)).toHaveLength(1);
  });

  test.for([[3], [3, 4, 9], [10, 30]])(
    'passes the descriptors %j on, as env(1) does',
    async (numbers, { scenario }) => {
      const file = join(scenario.temporaryDirectory(), 'written');
      writeFileSync(file, '');
      const descriptor = openSync(file, 'a');
      const stdio = Array.from({ length: 31 }, (_, number) =>
        numbers.includes(number) ? descriptor : 'ignore',
      );
      const writing = numbers.map((number) => `echo ${number} >&${number}`).join('; ');
      const child = startCli(scenario, ['run', '--', 'bash', '-c', writing], {
        stdio: ['pipe', 'pipe', 'pipe', ...stdio.slice(3)],
      });
      closeSync(descriptor);
      expect(await finished(child)).toMatchObject({ code: 0, stderr: '' });
      expect(readFileSync(file, 'utf8')).toBe(numbers.map((number) => `${number}\n`).join(''));
    },
  );

  test('passes the same on as env(1), and nothing of its own', async ({ scenario }) => {
    const listing = ['bash', '-c', 'cd /proc/$$/fd; for fd in *; do echo $fd $(readlink $fd); done'];
    const open = `exec 3</dev/null 6> >(cat) 17<${scenario.temporaryDirectory()}`;
    const through = async (line: readonly string[]) =>
      finished(
        scenario.spawnOutside('bash', ['-c', `${open}; exec "$@"`, 'x', ...line], {
          stdio: ['pipe', 'pipe', 'pipe'],
        }),
      );
    const bare = await through(['env', ...listing]);
    const passed = await through([process.execPath, cliPath, 'run', '--', ...listing]);
    expect(kinds(passed)).toBe(kinds(bare));
    expect(bare.stdout).toContain('/dev/null');
  });

  test('a jobserver of make(1) reaches a make below', async ({ scenario }) => {
    const directory = scenario.temporaryDirectory();
    writeFileSync(
      join(directory, 'Makefile'),
      `all:\n\t+@"${process.execPath}" "${cliPath}" run -- $(MAKE) --no-print-directory inner\ninner: a b\na b:\n\t@echo $@ '$(MAKEFLAGS)'\n`,
    );
    const make = (args: readonly string[]) =>
      finished(
        scenario.spawnOutside('make', args, {
          cwd: directory,
          env: { ...scenario.environment, XDG_STATE_HOME: scenario.stateHome },
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      );
    const { stdout, stderr } = await make(['-j2', 'all']);
    expect(stderr).not.toMatch(/jobserver/);
    expect(stdout).toMatch(/a .*jobserver-auth=/);
  });

  test('--json writes the closing report', async ({ scenario }) => {
    const { stderr } = await runCli(scenario, [
      'run',
      '--json',
      '--grace',
      '0',
      ...leaving(scenario, 'sleep 0.1'),
    ]);
    expect(JSON.parse(stderr)).toMatchObject({ status: 'ended', survivors: [], forced: [{}, {}] });
  });

  test('a SIGTERM ends the whole pane', async ({ scenario }) => {
    const child = startCli(scenario, ['run', ...leaving(scenario, `sleep 600.${scenario.token}; :`)]);
    const ending = finished(child);
    await until(() => sleepers(scenario) === 3, { what: 'the command and its daemons run' });
    child.kill('SIGTERM');
    expect((await ending).code).toBe(143);
    await scenario.expectNothingLeft();
  });

  test('rule 24: a SIGKILL ends the whole pane too', async ({ scenario }) => {
    const child = startCli(scenario, ['run', ...leaving(scenario, `sleep 600.${scenario.token}; :`)]);
    await until(() => sleepers(scenario) === 3, { what: 'the command and its daemons run' });
    child.kill('SIGKILL');
    await scenario.expectNothingLeft(1000);
    await until(() => directoriesOf(child.pid ?? 0).length === 0, {
      what: 'its directories are gone',
      withinMs: 1000,
    });
  });

  test('says what could not be started, with the exit codes of env(1)', async ({ scenario }) => {
    const plain = join(scenario.temporaryDirectory(), 'plain');
    writeFileSync(plain, '');
    expect(await runCli(scenario, ['run', 'no-such-command'])).toMatchObject({ code: 127, stderr: /ENOENT/ });
    expect(await runCli(scenario, ['run', plain])).toMatchObject({ code: 126, stderr: /EACCES/ });
  });

  test.for([
    ['an unknown option', ['run', '--no-such-option']],
    ['an unknown command', ['no-such-command']],
    ['a grace that is no number', ['run', '--grace', 'soon', 'true']],
    ['a fate that is none', ['run', '--on-exit', 'perhaps', 'true']],
    ['an empty block', ['run', '--block', '', 'true']],
    ['events where no file can be', ['run', '--events', '/no/such/directory/events', 'true']],
    ['an option of doctor that is none', ['doctor', '--no-such-option']],
  ] as const)('%s is refused with 125 and a reason', async ([, args], { scenario }) => {
    const { code, stderr } = await runCli(scenario, args);
    expect(code).toBe(125);
    expect(stderr).toMatch(/^panetree: .+\n$/);
  });
});

describe('panetree doctor', () => {
  test('says high, what is guaranteed and how it knows', async ({ scenario }) => {
    const { code, stdout } = await runCli(scenario, ['doctor']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/backend +linux-cgroup/);
    expect(stdout).toMatch(/self-test +passed/);
    expect(stdout).toMatch(/guaranteed:/);
  });

  test('says the same as JSON', async ({ scenario }) => {
    const { stdout } = await runCli(scenario, ['doctor', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      name: 'linux-cgroup',
      confidence: 'high',
      downgrades: [],
      platform: 'linux',
    });
  });
});

/** Without the numbers that differ each time. */
function kinds({ stdout }: Finished): string {
  return stdout.replaceAll(/:\[\d+\]/g, '');
}
