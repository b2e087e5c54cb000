// @ts-check
import { rmSync, statSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ensureNativePackages } from './native-packages.mjs';
import { requireNode } from './node-version.mjs';
import { requireStep } from './steps.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

// `npm install` writes the two lockfiles in one go and in no fixed order.
const lockfileSlackMs = 5000;

/**
 * Leaves installed packages and an up-to-date build. `packages`: those that must be there compiled, see
 * `ensureNativePackages`. `project`: the one to build, default all. Says each step that takes its time; exits where one
 * fails.
 * @param {{ readonly clean?: boolean, readonly packages?: 'enough' | 'all', readonly project?: string }} [options]
 */
export async function ensure({ clean = false, packages = 'enough', project = 'tsconfig.json' } = {}) {
  requireNode();
  if (!isInstalled()) await install();
  await ensureNativePackages(packages);
  if (clean) rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
  await requireStep('building', nodeCommand([tool('typescript/bin/tsc'), '-b', project]));
  await requireStep('building the page', nodeCommand([script('build-panel.mjs')]));
  await requireStep('bundling', nodeCommand([script('build-bundle.mjs')]));
}

/** Nothing is compiled by it: what needs a compiler may not be needed. */
function install() {
  // One string through the shell: on Windows npm is a .cmd file, which cannot be spawned directly.
  const file = 'npm ci --ignore-scripts --no-audit --no-fund';
  const command = { file, args: [], cwd: root, shell: true, announced: true };
  return requireStep('installing packages (1 to 3 minutes the first time)', command);
}

/** @param {readonly string[]} args */
function nodeCommand(args) {
  return { file: process.execPath, args, cwd: root };
}

/** @param {string} name of a file beside this one */
function script(name) {
  return fileURLToPath(new URL(name, import.meta.url));
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await ensure({ packages: 'all' });
