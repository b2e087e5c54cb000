// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, tool } from './ensure.mjs';

/** Subpaths and a value that each one exports. */
const values = {
  panetree: 'openRegistry',
  'panetree/pty': 'spawnPty',
  'panetree/runs': 'runsOf',
  'panetree/store': 'openStore',
  'panetree/host': 'openHost',
  'panetree/host/wire': 'operations',
};
/** The element is for a page; its types are for everybody. */
const typed = [...Object.keys(values), 'panetree/panel'];
/** Without these, a project has the core and the store alone. */
const needed = /** @type {Readonly<Record<string, readonly string[]>>} */ ({
  'panetree/pty': ['@xterm/headless'],
  'panetree/host': ['ws', 'valibot'],
  'panetree/host/wire': ['valibot'],
  'panetree/panel': ['valibot'],
});
const bare = Object.keys(values).filter((name) => needed[name] === undefined || name === 'panetree/pty');

const hostWithoutPackages = `
import { openHost } from 'panetree/host';
const refusal = await openHost().catch((error) => error);
if (refusal.message !== 'panetree/host needs the packages ws and valibot: npm install ws valibot') throw refusal;
`;

/**
 * A row of the table: how the package is used, and what came of it.
 * @typedef {{ readonly name: string, readonly ok: boolean, readonly details: string }} Cell
 */

/**
 * Uses the installed package as a project of each kind does. `directory`: where it is installed, `isFull`: with its peers.
 * @param {string} directory
 * @param {{ readonly isFull: boolean }} options
 * @returns {readonly Cell[]}
 */
export function packageCells(directory, { isFull }) {
  const names = isFull ? Object.keys(values) : bare;
  const suffix = isFull ? 'with its peers' : 'alone';
  const types = isFull ? typed : ['panetree', 'panetree/pty', 'panetree/runs', 'panetree/store'];
  return [
    run(`ESM, ${suffix}`, directory, { 'use.mjs': esmOf(names) }),
    run(`CJS, ${suffix}`, directory, { 'use.cjs': cjsOf(names) }),
    ...(isFull
      ? []
      : [run('a host without its packages says so', directory, { 'host.mjs': hostWithoutPackages })]),
    ...['node16', 'nodenext', 'bundler'].map((resolution) =>
      check(`strict TypeScript ${resolution}, ${suffix}`, directory, { resolution, types }),
    ),
  ];
}

/** @param {readonly Cell[]} cells */
export function tableOf(cells) {
  const rows = cells.map(({ name, ok }) => `| ${name} | ${ok ? '🟩' : '🟥'} |`);
  return ['| project | |', '| --- | --- |', ...rows, ''].join('\n');
}

/** @param {readonly string[]} names */
function esmOf(names) {
  const lines = names.map((name, index) => `import { ${valueOf(name)} as value${index} } from '${name}';`);
  return `${lines.join('\n')}\n${names.map((_, index) => `if (!value${index}) throw new Error('${index}');`).join('\n')}\n${useOf('value0')}`;
}

/** @param {readonly string[]} names */
function cjsOf(names) {
  const lines = names.map((name) => `if (!require('${name}').${valueOf(name)}) throw new Error('${name}');`);
  return `${lines.join('\n')}\n(async () => {\n${useOf("require('panetree').openRegistry")}\n})();\n`;
}

/** @param {string} open */
function useOf(open) {
  return [
    `const registry = await ${open}();`,
    `const child = await registry.ensureTracker('pane').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);`,
    `const found = (await registry.list('pane')).some(({ pid }) => pid === child.pid);`,
    'await registry.close();',
    `if (!found) throw new Error('the list does not have the process');`,
    '',
  ].join('\n');
}

/** @param {string} name */
function valueOf(name) {
  return Reflect.get(values, name);
}

/**
 * @param {string} name
 * @param {string} directory
 * @param {Readonly<Record<string, string>>} files the first one is run
 */
function run(name, directory, files) {
  const [first = ''] = write(directory, files);
  return cellOf(
    name,
    spawnSync(process.execPath, [first], { cwd: directory, encoding: 'utf8', timeout: 60_000 }),
  );
}

/**
 * @param {string} name
 * @param {string} directory
 * @param {{ readonly resolution: string, readonly types: readonly string[] }} options
 */
function check(name, directory, { resolution, types }) {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2022',
    lib: ['es2023', 'dom', 'esnext.disposable'],
    types: ['node'],
    module: resolution === 'bundler' ? 'preserve' : resolution,
    moduleResolution: resolution,
  };
  const source = types.map((each, index) => `import type * as subpath${index} from '${each}';`).join('\n');
  const uses = types.map((_, index) => `export type Use${index} = typeof subpath${index};`).join('\n');
  const folder = `types-${resolution}`;
  write(directory, {
    [`${folder}/tsconfig.json`]: JSON.stringify({ compilerOptions, files: ['use.mts'] }),
    [`${folder}/use.mts`]: `${source}\n${uses}\n`,
  });
  const args = [tool('typescript/bin/tsc'), '-p', folder];
  return cellOf(name, spawnSync(process.execPath, args, { cwd: directory, encoding: 'utf8' }));
}

/**
 * @param {string} directory
 * @param {Readonly<Record<string, string>>} files
 */
function write(directory, files) {
  return Object.entries(files).map(([name, content]) => {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  });
}

/**
 * @param {string} name
 * @param {import('node:child_process').SpawnSyncReturns<string>} result
 * @returns {Cell}
 */
function cellOf(name, result) {
  const details = `${result.stdout}${result.stderr}${result.error?.message ?? ''}`;
  return { name, ok: result.status === 0, details };
}

/** With the versions this repository is tested with. */
export const peers = ['@types/ws', 'valibot', 'ws', '@xterm/headless', '@lydell/node-pty'].map((name) =>
  join(root, 'node_modules', name),
);
