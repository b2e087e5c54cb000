import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { finished } from '../support/command-line.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const examples = fileURLToPath(new URL('../../examples', import.meta.url));

interface Conversation {
  readonly child: ChildProcess;
  readonly write: (line: string) => void;
  readonly output: () => string;
}

function converse(scenario: Scenario, example: string): Conversation {
  const child = spawn(process.execPath, [`${examples}/${example}`], {
    env: { ...scenario.environment, SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  scenario.ownHost(child.pid ?? 0);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return { child, write: (line) => child.stdin.write(`${line}\n`), output: () => output };
}

test('node-script ends its daemon and says so', async ({ scenario }) => {
  const child = spawn(process.execPath, [`${examples}/node-script.mjs`], { env: scenario.environment });
  scenario.ownHost(child.pid ?? 0);
  const { code, stdout, stderr } = await finished(child);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^server started\nstill running: \d+ (setsid )?sleep 600\nended: 1 ended, 0 survived\n$/,
  );
  await scenario.expectNothingLeft();
});

test('node-pty-host lists what a shell started, and closing the pane ends it', async ({ scenario }) => {
  const { child, write, output } = converse(scenario, 'node-pty-host.mjs');
  const sleeps = () => scenario.sleepers();
  write('open a');
  write(`type a setsid sleep 600.${scenario.token} &`);
  // Control: without the closing the daemon runs on.
  await until(() => sleeps().length === 1, { what: 'the daemon runs' });
  // A list may come before the exec by which setsid becomes the daemon is over.
  const line = new RegExp(`a: ${sleeps()[0]?.pid} (setsid )?sleep 600\\.`);
  for (let lists = 0; lists < 20 && !line.test(output()); lists++) {
    const said = output().length;
    write('list a');
    await until(() => output().length > said, { what: 'an answer' });
  }
  expect(output()).toMatch(line);
  write('close a');
  await until(() => output().includes('a: ended, 0 survived'), {
    what: () => `the end; it said: ${output()}`,
  });
  expect(sleeps()).toEqual([]);
  child.stdin?.end();
  await scenario.expectNothingLeft(5000);
});

test('agent-host says what each call left behind, and stops that alone', async ({ scenario }) => {
  const { child, write, output } = converse(scenario, 'agent-host.mjs');
  const answers = () =>
    output()
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const answer = async (count: number) => {
    await until(() => answers().length === count, { what: () => `answer ${count}; it said: ${output()}` });
    return answers()[count - 1];
  };
  const daemon = (id: number) =>
    `setsid sleep 60${id}.${scenario.token} > /dev/null 2>&1 & echo call ${id}; exit ${id}`;
  write(JSON.stringify({ id: 1, command: daemon(1) }));
  expect(await answer(1)).toMatchObject({
    outcome: 'failed',
    exitCode: 1,
    output: 'call 1\n',
    leftBehind: [{ command: expect.stringContaining(`sleep 601.${scenario.token}`) }],
  });
  write(JSON.stringify({ id: 2, command: daemon(2) }));
  expect(await answer(2)).toMatchObject({
    leftBehind: [{ command: expect.stringContaining(`sleep 602.${scenario.token}`) }],
  });
  write(JSON.stringify({ stop: 1 }));
  expect(await answer(3)).toEqual({ stop: 1, status: 'ended', ended: 1, survivors: 0 });
  const alive = scenario.sleepers();
  expect(alive).toHaveLength(1);
  child.stdin?.end();
  await scenario.expectNothingLeft(5000);
});
