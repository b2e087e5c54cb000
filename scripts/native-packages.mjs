// @ts-check
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requireStep, runStep, say } from './steps.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
/** What the last attempt to get better-sqlite3 failed with: the next start does not try the same again. */
const failureFile = join(root, 'node_modules', '.panetree-no-sqlite');
/** A download host that is out of reach may never say so. */
const downloadLimitMs = 20_000;
const compilerPackages = ['python3', 'make', 'g++'];

/** @type {Readonly<Record<string, () => void>>} */
const probes = {
  'node-pty': () => void require('node-pty'),
  '@lydell/node-pty': () => void require('@lydell/node-pty'),
  'better-sqlite3': () => new (require('better-sqlite3'))(':memory:').close(),
};

/**
 * Leaves a terminal that can be opened, and a store where that can be had. `all`: node-pty and better-sqlite3 themselves,
 * as the tests use them.
 * @param {'enough' | 'all'} wanted
 */
export async function ensureNativePackages(wanted) {
  const terminals = wanted === 'all' ? ['node-pty'] : ['node-pty', '@lydell/node-pty'];
  if (!terminals.some(isLoaded)) await compileTerminal();
  if (isLoaded('better-sqlite3')) return;
  if (wanted === 'all') return requireCompiled('better-sqlite3');
  if (!isBuiltin('node:sqlite')) await tryStore();
}

async function compileTerminal() {
  await requireCompiled('node-pty');
}

/** @param {string} name */
async function requireCompiled(name) {
  const missing = missingTools();
  if (missing.length > 0) {
    say(
      `${name} has to be compiled here, and ${missing.join(', ')} ${are(missing)} missing: ${remedy(missing)}`,
    );
    process.exit(1);
  }
  await requireStep(`compiling ${name}`, compilation(name));
}

/** A host works without its history. */
async function tryStore() {
  const missing = missingTools();
  const attempt = [process.versions.modules, ...missing].join(' ');
  const isTried = existsSync(failureFile) && readFileSync(failureFile, 'utf8') === attempt;
  const why =
    missing.length > 0
      ? `${missing.join(', ')} ${are(missing)} missing: ${remedy(missing)}`
      : 'it does not compile';
  if (isTried || !((await isDownloaded()) || (missing.length === 0 && (await isCompiled())))) {
    writeFileSync(failureFile, attempt);
    say(`no history: better-sqlite3 cannot be had (${why}); Node 22.13 and later need none`);
  }
}

async function isDownloaded() {
  const cwd = join(root, 'node_modules', 'better-sqlite3');
  const args = [join(root, 'node_modules', 'prebuild-install', 'bin.js')];
  const command = { file: process.execPath, args, cwd, limitMs: downloadLimitMs, announced: true };
  const { isDone } = await runStep('looking for a build of better-sqlite3', command);
  return isDone && isLoaded('better-sqlite3');
}

async function isCompiled() {
  const { isDone, output } = await runStep(
    'compiling better-sqlite3 (1 to 3 minutes)',
    compilation('better-sqlite3'),
  );
  if (isDone && isLoaded('better-sqlite3')) return true;
  process.stderr.write(output.split('\n').slice(-12).join('\n'));
  return false;
}

/** @param {string} name */
function compilation(name) {
  // The headers beside this Node, where they are, need not be fetched.
  const prefix = dirname(dirname(process.execPath));
  const hasHeaders = existsSync(join(prefix, 'include', 'node', 'node_api.h'));
  const env = {
    ...process.env,
    npm_config_build_from_source: 'true',
    ...(hasHeaders && { npm_config_nodedir: prefix }),
  };
  return { file: `npm rebuild ${name}`, args: [], cwd: root, env, shell: true, announced: true };
}

/** @param {string} name */
function isLoaded(name) {
  try {
    probes[name]?.();
    return true;
  } catch {
    return false;
  }
}

/** What node-gyp needs; elsewhere than on Linux it says so itself. */
function missingTools() {
  return process.platform === 'linux' ? compilerPackages.filter((name) => !isOnPath(name)) : [];
}

/** @param {string} name */
function isOnPath(name) {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .some((directory) => isExecutable(join(directory, name)));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {readonly string[]} names */
function are(names) {
  return names.length === 1 ? 'is' : 'are';
}

/** @param {readonly string[]} names */
function remedy(names) {
  const installers = [
    ['apt-get', 'apt-get install -y'],
    ['apk', 'apk add'],
    ['dnf', 'dnf install'],
    ['zypper', 'zypper install'],
  ];
  const [, command = 'install'] = installers.find(([name = '']) => isOnPath(name)) ?? [];
  const spelled = names.map((name) => (name === 'g++' && /dnf|zypper/.test(command) ? 'gcc-c++' : name));
  return `${command} ${spelled.join(' ')}`;
}
