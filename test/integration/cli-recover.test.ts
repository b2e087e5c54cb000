import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { directoriesOf } from '../support/cgroups.js';
import { finished, runCli, startCli } from '../support/command-line.js';
import { pidsOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

/** Two daemons in a pane whose host has ended. */
async function leave(scenario: Scenario, blockId: string): Promise<readonly number[]> {
  const before = pidsOf(scenario.carriers());
  const daemon = `sleep 600.${scenario.token} </dev/null >/dev/null 2>&1`;
  const line = `${daemon} & (setsid ${daemon} &) ; sleep 0.1`;
  await runCli(scenario, ['run', '--block', blockId, '--on-exit', 'keep', 'sh', '-c', line]);
  const left = pidsOf(scenario.carriers()).filter((pid) => !before.includes(pid));
  expect(left).toHaveLength(2);
  return left;
}

test('what a host has left is listed, for people and for programs', async ({ scenario }) => {
  const [one, other] = [await leave(scenario, 'one'), await leave(scenario, 'the other')];
  const { stdout, code } = await runCli(scenario, ['recover']);
  expect(code).toBe(0);
  for (const pid of [...one, ...other]) expect(stdout).toMatch(new RegExp(`^ {2}${pid}  -  sleep 600`, 'm'));
  expect(stdout).toMatch(/^"the other" of host \d+ \(linux-cgroup\)$/m);
  const told = JSON.parse(
    (await runCli(scenario, ['recover', '--list', '--json', 'one'])).stdout,
  ) as readonly {
    blockId: string;
    processes: readonly { pid: number }[];
  }[];
  expect(told.map(({ blockId }) => blockId)).toEqual(['one']);
  expect(pidsOf(told[0]?.processes ?? [])).toEqual(one);
});

test('--reap ends what is named and nothing else', async ({ scenario }) => {
  const [, other] = [await leave(scenario, 'one'), await leave(scenario, 'the other')];
  const { stderr, code } = await runCli(scenario, ['recover', '--reap', 'one']);
  expect(stderr).toBe('panetree: ended 2 processes, nothing survived ("one")\n');
  expect(code).toBe(0);
  expect(pidsOf(scenario.carriers())).toEqual(other);
  await runCli(scenario, ['recover', '--reap']);
  await scenario.expectNothingLeft();
  expect((await runCli(scenario, ['recover'])).stderr).toBe('panetree: nothing was left\n');
  expect(readdirSync(`${scenario.stateHome}/panetree/hosts`)).toEqual([]);
});

test('--adopt goes on with it until it is interrupted', async ({ scenario }) => {
  const left = await leave(scenario, 'one');
  const child = startCli(scenario, ['recover', '--adopt']);
  const ending = finished(child);
  await until(() => directoriesOf(child.pid ?? 0).length > 0, { what: 'it has a directory of its own' });
  await until(async () => (await runCli(scenario, ['recover'])).stdout === '', {
    what: 'nothing is left to others',
  });
  expect(pidsOf(scenario.carriers()).filter((pid) => left.includes(pid))).toEqual(left);
  child.kill('SIGINT');
  const { stderr, code } = await ending;
  expect(stderr).toBe(
    'panetree: went on with "one", 2 processes\npanetree: ended 2 processes, nothing survived ("one")\n',
  );
  expect(code).toBe(0);
  await scenario.expectNothingLeft();
});

test('options that exclude each other are refused', async ({ scenario }) => {
  const { code, stderr } = await runCli(scenario, ['recover', '--adopt', '--reap']);
  expect(code).toBe(125);
  expect(stderr).toMatch(/--adopt and --reap exclude each other; see (npx )?panetree help recover/);
});
