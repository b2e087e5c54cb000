import { expect } from 'vitest';
import type { BackendName, PaneTracker } from '../../src/index.js';
import { spawnPty } from '../../src/pty/index.js';
import { look, pidsOf } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import { until } from '../support/until.js';

for (const backend of ['linux-cgroup', 'linux-procfs'] satisfies BackendName[]) {
  test(`rule 21: ${backend}: the end of an interactive shell says which of its jobs it hangs up`, async ({
    scenario,
  }) => {
    const registry = await scenario.open({ backend });
    const exits = new Map<number, string>();
    registry.on('process-exited', ({ pid, reason }) => void exits.set(pid, reason));
    const tracker = await scenario.pane(registry);
    const env = { ...scenario.environment, HOME: scenario.temporaryDirectory() };
    const shell = await spawnPty(tracker, 'bash', ['--norc', '--noprofile', '-i'], { env });
    const lines = [
      'sleep 600.TOKEN &',
      'nohup sleep 601.TOKEN >/dev/null 2>&1 &',
      'setsid sleep 602.TOKEN &',
      'sleep 603.TOKEN',
    ];
    shell.write(lines.map((line) => `${line.replace('TOKEN', scenario.token)}\r`).join(''));
    const job = async (seconds: number) => {
      const isJob = ({ command }: { readonly command: string }) => command.startsWith(`sleep ${seconds}.`);
      return until(async () => (await tracker.list()).find(isJob), { what: `job ${seconds} runs` });
    };
    const [background, immune, away, foreground] = [
      await job(600),
      await job(601),
      await job(602),
      await job(603),
    ];
    expect(await pidsHungUp(tracker.hungUpWith(shell.pid, { steps: [] }))).toEqual([foreground.pid]);
    const withShell = pidsOf([background, immune, foreground]);
    expect(await pidsHungUp(tracker.hungUpWith(shell.pid))).toEqual(withShell);
    expect(await pidsHungUp(tracker.hungUpWith(foreground.pid))).toEqual([]);
    const result = await tracker.killPid(shell.pid);
    expect(result.status).toBe('killed');
    expect(pidsOf(result.hungUp ?? [])).toEqual(pidsOf([background, foreground]));
    expect([exits.get(background.pid), exits.get(foreground.pid)]).toEqual(['killed', 'killed']);
    expect([background, immune, away, foreground].map(({ pid }) => look(pid) !== undefined)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
}

test('what the forced kill of a shell hangs up is told, and its other jobs live on', async ({ scenario }) => {
  const registry = await scenario.open();
  const tracker = await scenario.pane(registry);
  const env = { ...scenario.environment, HOME: scenario.temporaryDirectory() };
  const shell = await spawnPty(tracker, 'bash', ['--norc', '--noprofile', '-i'], { env });
  shell.write(`sleep 600.${scenario.token} &\rsleep 601.${scenario.token}\r`);
  const jobs = await until(
    async () => {
      const found = (await tracker.list()).filter(({ command }) => command.startsWith('sleep 60'));
      return found.length === 2 ? found : undefined;
    },
    { what: 'both jobs run' },
  );
  const { hungUp } = await tracker.killPid(shell.pid, { only: 'SIGKILL' });
  const alive = jobs.filter(({ pid }) => look(pid) !== undefined);
  expect(hungUp?.map(({ command }) => command)).toEqual([`sleep 601.${scenario.token}`]);
  expect(alive.map(({ command }) => command)).toEqual([`sleep 600.${scenario.token}`]);
});

async function pidsHungUp(asked: ReturnType<PaneTracker['hungUpWith']>): Promise<readonly number[]> {
  return pidsOf((await asked) ?? []);
}
