// @ts-check
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = new URL('..', import.meta.url);
const output = new URL('dist/bundle/', root);
/** Written last: what is older than this is built. */
const stamp = new URL('.built', output);
const sources = ['src', 'package-lock.json', 'scripts/build-bundle.mjs'];

/** What package.json names. They share files, so that a class or a default registry is the same one in all of them. */
const entries = {
  'index.js': 'src/index.ts',
  'pty.js': 'src/pty/index.ts',
  'runs.js': 'src/runs/index.ts',
  'store.js': 'src/store/index.ts',
  'host.js': 'src/host/index.ts',
  'host-wire.js': 'src/host/wire/index.ts',
  'cli.js': 'src/cli/main.ts',
};

/** Programs of threads, each in one file that needs no other: bundlers copy it as it is. */
const threads = {
  'worker/main.mjs': 'src/store/worker/main.mts',
  'thread-main.mjs': 'src/host/screens/thread-main.mts',
};

/**
 * What is loaded together lies in one file, by the start of its path below src; the first that fits counts, and the rest
 * is left to the bundler. What the smallest program needs is in `base`, and nothing of it needs more.
 */
const chunks = {
  base: [
    'version.ts',
    'output/',
    'platform/until.ts',
    'platform/environment.ts',
    'platform/private-directory.ts',
    'platform/posix/system-error.ts',
    'defaults.ts',
    'names.ts',
    'tracker/errors.ts',
    'tracker/node-version.ts',
    'tracker/argument',
    'tracker/closest-name.ts',
    'tracker/known-keys.ts',
    'tracker/option-tables.ts',
    'tracker/missing-worker.ts',
    'tracker/default-state-dir.ts',
  ],
  core: [
    'index.ts',
    'tracker/',
    'poller/',
    'platform/select.ts',
    'platform/untracked.ts',
    'platform/fallback/',
  ].concat(
    ['linux-cgroup', 'linux-procfs', 'macos-pgid', 'process-list', 'windows-job'].map(
      (name) => `platform/${name}/backend.ts`,
    ),
  ),
  ledger: ['platform/posix/ledger/', 'platform/posix/row-source.ts', 'platform/posix/ps'],
  posix: ['platform/posix/'],
  commands: [
    'cli/manual/',
    'cli/usage-error.ts',
    'cli/state-dir.ts',
    'cli/end-signal.ts',
    'cli/exit-codes.ts',
    'cli/summary.ts',
    'cli/host-command.ts',
    'cli/own-command.ts',
  ],
};

/** Builds what is published into dist/bundle, unless it is up to date. The modules beside it are for tests. */
export async function buildBundle() {
  const builtMs = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const isThere = existsSync(new URL('cli.js', output));
  if (isThere && sources.every((source) => newestMs(new URL(source, root)) <= builtMs)) return;
  // Only when it is needed: it takes longer to load than to find out.
  const { rolldown } = await import('rolldown');
  rmSync(output, { recursive: true, force: true });
  await write(rolldown, entries, { includeDependenciesRecursively: false, groups: groups() });
  for (const [name, file] of Object.entries(threads)) await write(rolldown, { [name]: file }, false);
  writeFileSync(stamp, '');
}

/**
 * @param {typeof import('rolldown').rolldown} rolldown
 * @param {Record<string, string>} input
 * @param {false | import('rolldown').CodeSplittingOptions} codeSplitting
 */
async function write(rolldown, input, codeSplitting) {
  const bundle = await rolldown({
    cwd: fileURLToPath(root),
    input,
    platform: 'node',
    external: (id) => !id.startsWith('.') && !isAbsolute(id) && !id.startsWith('@oxc-project/'),
    preserveEntrySignatures: 'allow-extension',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    // These act when they are loaded; all other files only declare.
    treeshake: {
      moduleSideEffects: [
        { test: /[\\/]cli[\\/](require-node|inherited-descriptors)\.ts$/, sideEffects: true },
        { test: /[\\/]src[\\/]/, sideEffects: false },
      ],
    },
    transform: { target: 'node20.19' },
    tsconfig: false,
  });
  const { output: files } = await bundle.write({
    dir: fileURLToPath(output),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name]',
    // A host that runs while its package is updated finds no file rather than one of another version.
    chunkFileNames: '[name]-[hash].js',
    codeSplitting,
  });
  await bundle.close();
  const cycle = cycleIn(files.filter((file) => file.type === 'chunk'));
  if (cycle !== undefined) throw new Error(`files of the bundle import each other: ${cycle.join(' -> ')}`);
}

/**
 * A constant of a file in a cycle may be read before it is there.
 * @param {readonly { readonly fileName: string, readonly imports: readonly string[] }[]} files
 * @returns {readonly string[] | undefined}
 */
function cycleIn(files) {
  const imports = new Map(files.map((file) => [file.fileName, file.imports]));
  /** @type {Set<string>} */ const done = new Set();
  /** @type {(name: string, path: readonly string[]) => readonly string[] | undefined} */
  const visit = (name, path) => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of imports.get(name) ?? []) {
      const cycle = visit(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of imports.keys()) {
    const cycle = visit(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** @returns {import('rolldown').CodeSplittingGroup[]} */
function groups() {
  const source = fileURLToPath(new URL('src/', root)).replaceAll('\\', '/');
  return Object.entries(chunks).map(([name, starts], index, all) => ({
    name,
    priority: all.length - index,
    test: (id) => starts.some((start) => id.replaceAll('\\', '/').startsWith(`${source}${start}`)),
  }));
}

/**
 * Folders count too, because a file that is gone changes nothing else.
 *
 * @param {URL} place
 * @returns {number}
 */
function newestMs(place) {
  const stats = statSync(place, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isDirectory()) return stats?.mtimeMs ?? 0;
  const inside = readdirSync(place).map((name) => newestMs(new URL(name, `${place.href}/`)));
  return Math.max(stats.mtimeMs, ...inside);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildBundle();
