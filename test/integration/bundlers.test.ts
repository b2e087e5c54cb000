import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { describe, expect, onTestFinished } from 'vitest';
import webpack from 'webpack';
import { test } from '../support/linux-test.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
/** With a build for this machine, which no bundler takes along. */
const native = ['better-sqlite3'];

/** Where somebody has installed panetree and bundles a program. */
interface Workshop {
  readonly directory: string;
  readonly app: string;
  readonly output: string;
}

/** The package as it is installed, and what it depends on; as copies, so that nothing leads to the repository. */
function workshopFor(app: string): Workshop {
  const directory = mkdtempSync(join(tmpdir(), 'panetree-bundlers-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const installed = join(directory, 'node_modules/panetree');
  mkdirSync(installed, { recursive: true });
  for (const part of ['package.json', 'dist/bundle']) {
    cpSync(join(root, part), join(installed, part), { recursive: true });
  }
  for (const name of ['mitt', 'ps-list', 'tree-kill']) {
    cpSync(join(root, 'node_modules', name), join(directory, 'node_modules', name), { recursive: true });
  }
  cpSync(join(root, 'test/bundling', app), join(directory, app));
  const output = join(directory, 'output');
  mkdirSync(output);
  return { directory, app: join(directory, app), output };
}

type Bundle = (workshop: Workshop) => Promise<string>;

const asModule: Bundle = async ({ app, output }) => {
  const outfile = join(output, 'app.mjs');
  await esbuild({
    entryPoints: [app],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: native,
  });
  return outfile;
};

/** An async function around it, because CommonJS has no await of its own. */
const asCommonJs: Bundle = async ({ directory, app, output }) => {
  const outfile = join(output, 'app.cjs');
  await esbuild({
    stdin: { contents: inFunction(app), resolveDir: directory },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: native,
    logLevel: 'error',
  });
  return outfile;
};

function isImport(line: string): boolean {
  return line.startsWith('import ');
}

function inFunction(app: string): string {
  const lines = readFileSync(app, 'utf8').split('\n');
  const rest = lines.filter((line) => !isImport(line)).join('\n');
  return `${lines.filter(isImport).join('\n')}\n(async () => {\n${rest}\n})();\n`;
}

const withWebpack: Bundle = async ({ app, output }) => {
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    webpack(
      {
        mode: 'production',
        target: 'node20',
        entry: app,
        output: { path: output, filename: 'app.cjs' },
        externals: Object.fromEntries(native.map((name) => [name, `commonjs ${name}`])),
        optimization: { minimize: false },
      },
      (error, done) => (error === null ? resolve(done) : reject(error)),
    );
  });
  expect(stats?.toJson({ all: false, errors: true, warnings: true })).toMatchObject({
    errors: [],
    warnings: [],
  });
  return join(output, 'app.cjs');
};

const withVite: Bundle = async ({ directory, app, output }) => {
  await vite({
    root: directory,
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true, external: native },
    build: {
      ssr: app,
      outDir: output,
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'app.mjs' } },
    },
  });
  return join(output, 'app.mjs');
};

const bundlers: readonly (readonly [string, Bundle])[] = [
  ['esbuild as a module', asModule],
  ['esbuild as CommonJS', asCommonJs],
  ['webpack', withWebpack],
  ['vite', withVite],
];

/** What the program says, run where nothing that it was made of is left but what has a native build. */
async function runAlone({ directory }: Workshop, file: string, { args = [], env = {} }: Ways = {}) {
  renameSync(join(directory, 'node_modules'), join(directory, 'was-node_modules'));
  rmSync(join(directory, 'was-node_modules'), { recursive: true });
  mkdirSync(join(directory, 'node_modules'));
  for (const name of ['better-sqlite3', 'bindings', 'file-uri-to-path']) {
    symlinkSync(join(root, 'node_modules', name), join(directory, 'node_modules', name));
  }
  const { stdout } = await run(process.execPath, [file, ...args], {
    cwd: directory,
    env: { ...process.env, ...env },
    timeout: 20_000,
  });
  return JSON.parse(stdout) as unknown;
}

interface Ways {
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const ended = { isListed: true, status: 'ended', survivors: [] };

describe('panetree in a bundle', () => {
  test.each(bundlers)('of %s tracks, lists and ends a process', async (_name, bundle) => {
    const workshop = workshopFor('registry-app.mjs');
    const file = await bundle(workshop);
    expect(await runAlone(workshop, file)).toMatchObject(ended);
  });

  test.each(bundlers.filter(([name]) => name === 'webpack' || name === 'vite'))(
    'of %s lists with ps-list where nothing better works',
    async (_name, bundle) => {
      const workshop = workshopFor('registry-app.mjs');
      const file = await bundle(workshop);
      const env = { APP_BACKEND: 'process-list' };
      expect(await runAlone(workshop, file, { env })).toMatchObject({ ...ended, name: 'process-list' });
    },
  );

  test('of webpack takes the worker of the store along', async () => {
    const workshop = workshopFor('store-app.mjs');
    const file = await withWebpack(workshop);
    const args = [join(workshop.directory, 'store.db')];
    expect(await runAlone(workshop, file, { args })).toEqual({ isKnown: true });
  });

  test('of esbuild runs the worker of the store that is bundled beside it', async () => {
    const workshop = workshopFor('store-app.mjs');
    const file = await asCommonJs(workshop);
    const worker = join(workshop.output, 'store-worker.mjs');
    await esbuild({
      entryPoints: ['panetree/store/worker'],
      absWorkingDir: workshop.directory,
      outfile: worker,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: native,
    });
    const args = [join(workshop.directory, 'store.db'), worker];
    expect(await runAlone(workshop, file, { args })).toEqual({ isKnown: true });
  });

  test.each(bundlers.filter(([name]) => name.startsWith('esbuild')))(
    'of %s without the worker says which option names it',
    async (_name, bundle) => {
      const workshop = workshopFor('store-app.mjs');
      const file = await bundle(workshop);
      const args = [join(workshop.directory, 'store.db')];
      expect(await runAlone(workshop, file, { args })).toMatchObject({
        name: 'TrackerError',
        code: 'unsupported',
        message: expect.stringContaining('set options.workerFile, see docs/bundling.md'),
      });
    },
  );
});
