import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished } from 'vitest';
import { cliPath } from '../support/command-line.js';
import { test } from '../support/linux-test.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Every file that Node has loaded for this program, as V8 counts them: relative to the repository, without built-ins. */
async function filesLoadedBy(args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'panetree-loaded-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const env = { ...process.env, XDG_STATE_HOME: directory, ...environment, NODE_V8_COVERAGE: directory };
  const { stdout } = await run(process.execPath, args, { cwd: root, env, timeout: 20_000 });
  const urls = readdirSync(directory)
    .filter((name) => name.startsWith('coverage-'))
    .flatMap((name): string[] => {
      const coverage: { result: { url: string }[] } = JSON.parse(readFileSync(join(directory, name), 'utf8'));
      return coverage.result.map(({ url }) => url);
    })
    .filter((url) => url.startsWith('file:'));
  return { stdout, files: new Set(urls.map((url) => fileURLToPath(url).slice(root.length))) };
}

function evaluated(script: string): readonly string[] {
  return ['--input-type=module', '--eval', script];
}

const open = "const registry = await (await import('#dist/index.js')).openRegistry();";

describe('what is loaded', () => {
  test('the import of panetree loads no backend', async () => {
    const { files } = await filesLoadedBy(evaluated("await import('#dist/index.js')"));
    expect(files).toContain('dist/platform/select.js');
    expect([...files].filter((file) => /platform\/[^/]+\/(?!backend\.js|.*fallback)/.test(file))).toEqual(
      [...files].filter((file) => file.startsWith('dist/platform/fallback/')),
    );
    expect([...files].filter((file) => /node_modules\/(ps-list|tree-kill)/.test(file))).toEqual([]);
  });

  test('a registry that is opened loads its backend and no other', async () => {
    const script = `${open} console.log(registry.backend.name); await registry.close();`;
    const { stdout, files } = await filesLoadedBy(evaluated(script));
    const loaded = [...files].filter((file) => /^dist\/platform\/[a-z]+-[a-z]+\/open\.js$/.test(file));
    expect(loaded).toEqual([`dist/platform/${stdout.trim()}/open.js`]);
    expect([...files].filter((file) => /node_modules\/(ps-list|tree-kill)/.test(file))).toEqual([]);
  });

  test('a host that stays has the backends it may fall to in memory', async () => {
    const script = `
      import { Session } from 'node:inspector';
      const session = new Session();
      session.connect();
      const loaded = new Promise((resolve) => session.on('Debugger.scriptParsed', ({ params }) => {
        if (params.url.endsWith('/platform/linux-procfs/open.js')) resolve();
      }));
      session.post('Debugger.enable');
      ${open}
      const wake = setInterval(() => undefined, 1000);
      if (registry.backend.confidence === 'high') await loaded;
      clearInterval(wake);
      session.disconnect();
      console.log(registry.backend.confidence);
      await registry.close();`;
    const { stdout, files } = await filesLoadedBy(evaluated(script));
    expect(files.has('dist/platform/linux-procfs/open.js') || stdout.trim() !== 'high').toBe(true);
  });

  test.each([['--version'], ['--help'], ['help', 'run']])('panetree %s loads no tracker', async (...args) => {
    const { stdout, files } = await filesLoadedBy([cliPath, ...args]);
    expect(stdout).not.toBe('');
    const names = [...files].map((file) => file.replace('dist/bundle/', '').replace(/-[\w-]{8}\.js$/, ''));
    expect(new Set(names)).toEqual(
      new Set(['base', 'cli.js', 'commands', 'inherited-descriptors', 'program', 'require-node']),
    );
  });

  test('panetree run between pipes loads no terminal, and no package but mitt', async () => {
    const { files } = await filesLoadedBy([cliPath, 'run', '--', 'true']);
    const names = [...files].map((file) => file.replace('dist/bundle/', ''));
    expect(names).toContainEqual(expect.stringMatching(/^run-/));
    expect(names.filter((name) => /^(pty|terminal|clusters)-/.test(name))).toEqual([]);
    expect(names.filter((name) => /node_modules\/(?!mitt\/)/.test(name))).toEqual([]);
  });
});
