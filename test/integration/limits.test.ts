import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import { TrackerError } from '../../src/index.js';
import { guardScript } from '../../src/platform/linux-cgroup/guard-script.js';
import { mountPoint, moveTo, pathOf } from '../support/cgroups.js';
import { readOrNothing } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

test('a limit is refused where its controller is missing, and the reason says which and where', async ({
  scenario,
  skip,
}) => {
  const there = readOrNothing(`${mountPoint()}${pathOf('self')}/cgroup.controllers`) ?? '';
  skip(there.includes('memory'), 'this machine has the controllers; see test/vm for what they do');
  const tracker = await scenario.pane();
  const limiting = tracker.limit({ memoryMaxBytes: 50_000_000, processesMax: 20 });
  await expect(limiting).rejects.toBeInstanceOf(TrackerError);
  await expect(limiting).rejects.toMatchObject({ code: 'unsupported' });
  await expect(limiting).rejects.toThrow(
    /^cannot limit block "pane 1": the memory and pids controller is missing in .*\/cgroup\.controllers: /,
  );
  expect((await tracker.usage()).limits).toBeUndefined();
  const child = await tracker.spawn('/bin/sh', ['-c', 'exit 7'], { stdio: 'ignore' });
  await until(() => child.exitCode === 7, { what: 'its commands still run' });
});

test.for(['linux-procfs', 'process-list'] as const)(
  '%s limits nothing, and says so',
  async (backend, { scenario }) => {
    const tracker = await scenario.pane(await scenario.open({ backend }));
    const limiting = tracker.limit({ processesMax: 20 });
    await expect(limiting).rejects.toMatchObject({ code: 'unsupported' });
    await expect(limiting).rejects.toThrow(/only a cgroup v2 with its controllers limits a block/);
  },
);

test('a host makes room in its cgroup, and is back where it was if that was for nothing', async ({
  scenario,
}) => {
  const place = scenario.elsewhere();
  const host = await hostIn(place, scenario);
  expect(await host.ask('fail')).toEqual({ inside: '/panetree-host', said: 'EBUSY', after: '' });
  expect(existsSync(`${place}/panetree-host`)).toBe(false);
  expect(await host.ask('succeed')).toEqual({ inside: '/panetree-host', said: '', after: '/panetree-host' });
  expect(readOrNothing(`${place}/cgroup.procs`)).toBe('');
});

test('it makes none where somebody lives that it has not started', async ({ scenario }) => {
  const place = scenario.elsewhere();
  const host = await hostIn(place, scenario);
  const stranger = scenario.spawnOutside('sleep', [`600.${scenario.token}`]);
  moveTo(place, stranger.pid ?? 0);
  const answer = await host.ask('succeed');
  expect(answer.said).toMatch(
    new RegExp(`^1 that this host has not started live in .* PID ${stranger.pid}$`),
  );
  expect(answer.after).toBe('');
  expect(existsSync(`${place}/panetree-host`)).toBe(false);
});

test('rule 24: the guard takes the kept to the leaf of a host that made room', async ({ scenario }) => {
  const place = scenario.elsewhere();
  for (const name of ['instance', 'instance/kept-a.1', 'panetree-host']) mkdirSync(`${place}/${name}`);
  const kept = scenario.spawnOutside('sleep', [`600.${scenario.token}`]);
  moveTo(`${place}/instance/kept-a.1`, kept.pid ?? 0);
  const refusing = `${place}/no-such-cgroup/cgroup.procs`;
  const leaf = `${place}/panetree-host/cgroup.procs`;
  const guard = spawn(
    '/bin/sh',
    ['-c', guardScript, 'sh', `${place}/instance`, refusing, 'cgroup.kill', leaf],
    {
      stdio: ['pipe', 'ignore', 'inherit'],
    },
  );
  guard.stdin.end();
  await until(() => guard.exitCode !== null, { what: 'the guard has done its work' });
  expect(existsSync(`${place}/instance`)).toBe(false);
  expect(pathOf(kept.pid ?? 0)).toMatch(/\/panetree-host$/);
});

interface Answer {
  /** Where it lived while it had made room, and afterwards, below its place. */
  readonly inside: string;
  readonly after: string;
  readonly said: string;
}

/** A process that lives in a cgroup with a child, and makes room there when it is asked to. */
async function hostIn(place: string, scenario: Scenario) {
  const script = `
    const { readFileSync } = await import('node:fs');
    const { createInterface } = await import('node:readline');
    const { spawn } = await import('node:child_process');
    const { withHostAside } = await import('#dist/platform/linux-cgroup/host-leaf.js');
    const base = { directory: '${place}', path: '${place}' };
    const where = (pid) => readFileSync('/proc/' + pid + '/cgroup', 'utf8').match(/^0::(.*)$/m)[1];
    const home = where('self');
    const below = (pid) => where(pid).slice(home.length);
    const child = spawn('sleep', ['600.${scenario.token}'], { stdio: 'ignore' });
    createInterface(process.stdin).on('line', async (how) => {
      let inside = '';
      let said = '';
      try {
        await withHostAside(base, async () => {
          inside = below('self');
          if (below(child.pid) !== inside) throw new Error('its child has stayed behind');
          if (how === 'fail') throw new Error('EBUSY');
        });
      } catch (error) {
        said = error.message;
      }
      console.log(JSON.stringify({ inside, said, after: below('self') }));
    });
    console.log('{}');
  `;
  const enter = `echo $$ >'${place}/cgroup.procs' && exec "$0" --input-type=module -e "$1"`;
  const host = spawn('/bin/sh', ['-c', enter, process.execPath, script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: scenario.environment,
  });
  const lines = createInterface(host.stdout)[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value ?? 'null') as Answer;
  await next();
  return {
    ask: (how: 'fail' | 'succeed') => {
      host.stdin.write(`${how}\n`);
      return next();
    },
  };
}
