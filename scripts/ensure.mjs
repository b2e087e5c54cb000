// @ts-check
import { spawnSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

// `npm install` writes the two lockfiles in one go and in no fixed order.
const lockfileSlackMs = 5000;

/** Leaves installed packages and an up-to-date build; prints only when a step fails, and then exits. */
export function ensure({ clean = false } = {}) {
  if (!isInstalled()) {
    // One string through the shell: on Windows npm is a .cmd file, which cannot be spawned directly.
    step('npm ci', spawnSync('npm ci --no-audit --no-fund', { cwd: root, shell: true, encoding: 'utf8' }));
  }
  if (clean) rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
  step(
    'tsc -b',
    spawnSync(process.execPath, [tool('typescript/bin/tsc'), '-b'], { cwd: root, encoding: 'utf8' }),
  );
  const buildPanel = fileURLToPath(new URL('build-panel.mjs', import.meta.url));
  step('the panel', spawnSync(process.execPath, [buildPanel], { cwd: root, encoding: 'utf8' }));
}

/** @param {string} path of a program below node_modules */
export function tool(path) {
  return fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));
}

function isInstalled() {
  const installed = modifiedMs('../node_modules/.package-lock.json');
  const wanted = modifiedMs('../package-lock.json');
  return installed !== undefined && installed + lockfileSlackMs >= (wanted ?? 0);
}

/** @param {string} relative */
function modifiedMs(relative) {
  return statSync(new URL(relative, import.meta.url), { throwIfNoEntry: false })?.mtimeMs;
}

/**
 * @param {string} name
 * @param {import('node:child_process').SpawnSyncReturns<string>} result
 */
function step(name, result) {
  if (result.status === 0) return;
  process.stderr.write(`${result.stdout}${result.stderr}`);
  const ending = result.error?.message ?? result.signal ?? `exit code ${result.status}`;
  process.stderr.write(`${name} failed: ${ending}\n`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) ensure();
