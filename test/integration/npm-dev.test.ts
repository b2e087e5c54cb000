import { type ChildProcess, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
// A build takes seconds, and on a busy machine many of them.
const longEnoughMs = 60_000;

test('npm run dev starts the host anew once a file has changed, and leaves nothing', async ({ scenario }) => {
  const copy = copyOfRepository(scenario);
  const dev = startDev(scenario, copy);
  await until(() => dev.urls().length === 1, { what: 'the host prints its URL', withinMs: longEnoughMs });
  appendFileSync(join(copy, 'src', 'host', 'host.ts'), '\nexport const changed = true;\n');
  await until(() => dev.urls().length === 2, { what: 'the host starts anew', withinMs: longEnoughMs });
  await end(dev, scenario);
});

test('npm run dev keeps the host while a file cannot be parsed, and starts it anew afterwards', async ({
  scenario,
}) => {
  const copy = copyOfRepository(scenario);
  const dev = startDev(scenario, copy);
  await until(() => dev.urls().length === 1, { what: 'the host prints its URL', withinMs: longEnoughMs });
  const file = join(copy, 'src', 'host', 'host.ts');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, `${before}\nconst = ;\n`);
  const isSaid = () => dev.output().includes('Unexpected token');
  await until(isSaid, { what: 'the build says what it cannot parse', withinMs: longEnoughMs });
  expect((await fetch(new URL('/', dev.urls()[0]), { redirect: 'manual' })).status).toBe(401);
  expect(dev.urls()).toHaveLength(1);
  writeFileSync(file, before);
  await until(() => dev.urls().length === 2, { what: 'the host starts anew', withinMs: longEnoughMs });
  await end(dev, scenario);
});

interface Dev {
  readonly child: ChildProcess;
  readonly urls: () => readonly string[];
  readonly output: () => string;
}

function startDev(scenario: Scenario, copy: string): Dev {
  const child = scenario.spawnOutside(process.execPath, [join(copy, 'scripts/dev.mjs'), '--no-store'], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...scenario.environment, XDG_STATE_HOME: scenario.stateHome },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return {
    child,
    urls: () => stdout.match(/^http:\S+$/gm) ?? [],
    output: () => stdout + stderr,
  };
}

async function end({ child }: Dev, scenario: Scenario): Promise<void> {
  expect(scenario.carriers().map(({ name }) => name)).toContain('tsc');
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await scenario.expectNothingLeft(10_000);
}

/** With its times, so that nothing has to be built; what it installed is shared. */
function copyOfRepository(scenario: Scenario): string {
  const copy = scenario.temporaryDirectory();
  const parts = ['package.json', 'package-lock.json', 'src', 'scripts', 'dist', 'native'];
  const configs = ['base', 'src', 'wire', 'panel'].map((name) => `tsconfig.${name}.json`);
  const paths = [...parts, ...configs, 'vite.config.ts', 'vite.element.config.ts'];
  execFileSync('cp', ['-a', ...paths, copy], { cwd: root });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}
