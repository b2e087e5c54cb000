// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is kept from one run to the next. */
export const cache = `${process.env['XDG_CACHE_HOME'] ?? `${homedir()}/.cache`}/panetree-wine`;
const prefix = `${cache}/prefix`;
/** Written last, so that a prefix that was cut short is made anew. */
const ready = `${prefix}/panetree-is-ready`;
const lock = `${cache}/in-use-by`;
const setUpMs = 180_000;
/** A run of everything that has the prefix to itself. */
const othersMs = 150_000;
const pauseMs = 200;

/** Debian puts the loader beside PATH and a wrapper into it. */
const loaders = ['wine', 'wine64', '/usr/lib/wine/wine64'];

export const environment = {
  ...process.env,
  WINEPREFIX: prefix,
  WINEDEBUG: '-all',
  // No menu entries in the user's own desktop, no offers to install Mono or Gecko.
  WINEDLLOVERRIDES: 'winemenubuilder.exe,mscoree,mshtml=',
};

/** Why there is none here; undefined if there is. */
export function whyNoPrefix() {
  if (process.platform !== 'linux') return `Wine is asked for on Linux only, this is ${process.platform}`;
  return loader() === undefined ? 'wine is not installed (Debian: apt-get install wine64 wine)' : undefined;
}

/**
 * Opens the one that all runs share, one after the other; the first of them makes it. Wine starts a desktop as a child
 * of whoever needs it first: that must be no member of a job, and so it is this program with a window.
 * @param {string} windowProgram
 */
export async function openPrefix(windowProgram) {
  await takeLock();
  // Of a run that was killed.
  endAll();
  if (!existsSync(ready)) makePrefix();
  const { stdout } = startInWine([windowProgram], { stdio: ['ignore', 'pipe', 'ignore'] });
  if (stdout !== null) await once(stdout, 'data', { signal: AbortSignal.timeout(setUpMs) });
}

/** Nothing in it runs on. */
export function closePrefix() {
  if (!isOurs()) return;
  endAll();
  rmSync(lock, { force: true });
}

/**
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function startInWine(args, options) {
  return spawn(loader() ?? '', [...args], { env: environment, ...options });
}

/** @param {string} path */
export function toWindows(path) {
  return `Z:${path.replaceAll('/', '\\')}`;
}

function makePrefix() {
  const version = setValue('Wine', 'Version', 'win10');
  // Windows without a display.
  const display = setValue('Wine\\Drivers', 'Graphics', 'null');
  for (const args of [['wineboot', '-i'], version, display]) {
    const made = spawnSync(loader() ?? '', args, { env: environment, timeout: setUpMs, stdio: 'ignore' });
    if (made.status !== 0) throw new Error(`${args.join(' ')} failed: ${made.error ?? made.status}`);
  }
  endAll();
  writeFileSync(ready, '');
}

/** @param {string} key @param {string} name @param {string} value */
function setValue(key, name, value) {
  return ['reg', 'add', `HKCU\\Software\\${key}`, '/v', name, '/d', value, '/f'];
}

/** `wineserver -k` ends everybody in the prefix, so that only one at a time may be in it. */
async function takeLock() {
  const giveUpAt = Date.now() + othersMs;
  mkdirSync(cache, { recursive: true });
  while (!tookLock()) {
    if (Date.now() > giveUpAt) throw new Error(`${prefix} is in use by PID ${holder()}`);
    await sleep(pauseMs);
  }
}

function tookLock() {
  const held = holder();
  if (held !== undefined && !existsSync(`/proc/${held}`)) rmSync(lock, { force: true });
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

function isOurs() {
  return holder() === String(process.pid);
}

function holder() {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return undefined;
  }
}

function endAll() {
  for (const option of ['-k', '-w']) spawnSync('wineserver', [option], { env: environment, timeout: 30_000 });
}

/** @type {string | undefined} */ let found;

function loader() {
  found ??= loaders.find((each) => spawnSync(each, ['--version']).error === undefined);
  return found;
}
