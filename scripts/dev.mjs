// @ts-check
// `npm run dev`: checks types, bundles and starts the host anew whenever a file of src has changed. Arguments go to the host.
import { spawn } from 'node:child_process';
import { rmSync, statSync, watch } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensure, root, tool } from './ensure.mjs';
import { isOrphaned, orphanCheckMs } from './run-child.mjs';

/** An editor writes a file in several steps, and a checkout many files. */
const quietMs = 150;
/** The builds write these last. */
const stamps = ['dist/bundle/.built', 'dist/panel/.built'].map(
  (path) => new URL(`../${path}`, import.meta.url),
);
const builds = ['build-panel.mjs', 'build-bundle.mjs'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);
const main = fileURLToPath(new URL('../dist/bundle/cli.js', import.meta.url));

await ensure({ project: 'tsconfig.src.json' });

// The program itself: `bin/tsc` waits for it and, when ended by a signal, leaves it behind.
const { default: getExePath } = await import(pathToFileURL(tool('typescript/lib/getExePath.js')).href);
const types = start(getExePath(), ['-b', 'tsconfig.src.json', '-w', '--preserveWatchOutput']);
let host = startHost();
let isChanged = false;
let isRestartDue = false;
/** @type {Promise<void> | undefined} */
let building;
let isEnding = false;
/** @type {NodeJS.Timeout | undefined} */
let quiet;

const watcher = watch(fileURLToPath(new URL('../src', import.meta.url)), { recursive: true }, () => {
  isChanged = true;
  clearTimeout(quiet);
  quiet = setTimeout(build, quietMs);
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => void end(signal));
}

setInterval(() => {
  if (isOrphaned()) void end('SIGTERM');
}, orphanCheckMs);

function build() {
  building ??= buildUntilUnchanged().finally(() => {
    building = undefined;
  });
}

async function buildUntilUnchanged() {
  for (let rounds = 0; isDue(); rounds++) {
    isChanged = false;
    // A file that changed during a build is older than its stamp.
    if (rounds > 0) for (const stamp of stamps) rmSync(stamp, { force: true });
    const before = builtMs();
    const isBuilt = await runAll(builds);
    isRestartDue ||= isBuilt && builtMs() !== before;
    if (isRestartDue && !isChanged) await restartHost();
  }
}

function isDue() {
  return isChanged && !isEnding;
}

async function restartHost() {
  isRestartDue = false;
  await stop(host, 'SIGTERM');
  if (!isEnding) host = startHost();
}

function startHost() {
  return node([main, 'host', ...process.argv.slice(2)]);
}

/** @param {readonly string[]} files */
async function runAll(files) {
  for (const file of files) if ((await exitCode(node([file]))) !== 0) return false;
  return true;
}

function builtMs() {
  return stamps.map((stamp) => statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0).join();
}

/** @param {NodeJS.Signals} signal */
async function end(signal) {
  if (isEnding) return;
  isEnding = true;
  watcher.close();
  clearTimeout(quiet);
  await building;
  // Ctrl-C has reached the whole foreground group: a second one would mean more.
  const isSent = signal === 'SIGINT' && process.stdin.isTTY;
  await Promise.all([host, types].map((child) => (isSent ? exitCode(child) : stop(child, signal))));
  process.exit(0);
}

/** @param {readonly string[]} args */
function node(args) {
  return start(process.execPath, args);
}

/**
 * @param {string} file
 * @param {readonly string[]} args
 */
function start(file, args) {
  return spawn(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** @typedef {ReturnType<typeof start>} Child */

/**
 * @param {Child} child
 * @param {NodeJS.Signals} signal
 */
async function stop(child, signal) {
  const ended = exitCode(child);
  child.kill(signal);
  await ended;
}

/**
 * @param {Child} child
 * @returns {Promise<number | null>}
 */
function exitCode(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once('exit', (code) => resolve(code)));
}
