// @ts-check
// The suite of test/runtimes over Node 20, 22, 24, 26, Bun and Deno, which come as packages from the registry.
// npm run test:runtimes [-- RUNTIME…]; with --write the table of README.md is written anew.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { ensure, root } from './ensure.mjs';

/**
 * @typedef {{ readonly name: string, readonly alias: string, readonly spec: string, readonly file: string, readonly args?: readonly string[] }} Runtime
 * @typedef {{ readonly name: string, readonly outcome: 'passed' | 'failed', readonly reason?: string }} Result
 */

const place = fileURLToPath(new URL('../build/runtimes', import.meta.url));
const suite = fileURLToPath(new URL('../test/runtimes/suite.mjs', import.meta.url));
const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const mostMs = 180_000;

/** @type {readonly Runtime[]} */
const runtimes = [
  ...[20, 22, 24, 26].map((version) => ({
    name: `Node ${version}`,
    alias: `node${version}`,
    spec: `npm:node-${platform}-${arch}@^${version}`,
    file: 'bin/node',
  })),
  { name: 'Bun', alias: 'bun', spec: `npm:@oven/bun-${platform}-${arch}@^1`, file: 'bin/bun' },
  {
    name: 'Deno',
    alias: 'deno',
    spec: `npm:@deno/${platform}-${arch}-glibc@^2`,
    file: 'deno',
    args: ['run', '--allow-all'],
  },
];
const cases = ['core', 'run', 'pty', 'store', 'recovery'];

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const chosen = runtimes.filter(({ alias }) => wanted.length === 0 || wanted.includes(alias));
if (platform !== 'linux') {
  process.stdout.write(`left out: the runtimes come as packages for Linux (this is ${platform})\n`);
} else if (chosen.length === 0) {
  process.stderr.write(
    `no such runtime: ${wanted.join(', ')}; there are ${runtimes.map(({ alias }) => alias).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  await ensure();
  install(chosen);
  /** @type {Map<Runtime, readonly Result[]>} */ const results = new Map();
  for (const runtime of chosen) results.set(runtime, await test(runtime));
  const table = tableOf(results);
  process.stdout.write(`\n${table}`);
  if (process.argv.includes('--write') && wanted.length === 0) writeTable(table);
  const all = [...results.values()].flat();
  const failed = all.filter(({ outcome }) => outcome === 'failed').length;
  process.stdout.write(`\nruntimes: ${all.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** @param {readonly Runtime[]} missing */
function install(missing) {
  mkdirSync(place, { recursive: true });
  if (!existsSync(`${place}/package.json`)) writeFileSync(`${place}/package.json`, '{ "private": true }\n');
  const specs = missing.map(({ alias, spec }) => `${alias}@${spec}`);
  process.stdout.write(`installing ${missing.map(({ name }) => name).join(', ')}\n`);
  const options = ['--prefix', place, '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  const { status } = spawnSync('npm', ['install', ...options, ...specs], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`npm install ${specs.join(' ')}: exit code ${status}`);
}

/** @param {Runtime} runtime */
function fileOf({ alias, file }) {
  return `${place}/node_modules/${alias}/${file}`;
}

/**
 * @param {Runtime} runtime
 * @returns {Promise<readonly Result[]>}
 */
async function test(runtime) {
  /** @type {Result[]} */ const results = [];
  for (const name of cases) {
    const result = await testCase(runtime, name);
    results.push(result);
    process.stdout.write(
      `${runtime.name}: ${name} ${result.outcome}${result.reason ? `: ${result.reason}` : ''}\n`,
    );
  }
  return results;
}

/**
 * Each case in a process of its own: one that ends its runtime ends no other case.
 * @param {Runtime} runtime
 * @param {string} name
 * @returns {Promise<Result>}
 */
function testCase(runtime, name) {
  const args = [...(runtime.args ?? []), suite, name];
  const child = spawn(fileOf(runtime), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: mostMs,
  });
  let [output, noise] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (noise += text));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ name, outcome: 'failed', reason: error.message }));
    child.once('close', (code, signal) => {
      const line = output.split('\n').find((each) => each.startsWith('{"name":'));
      const reason = `ended with ${signal ?? `code ${code}`} and no result: ${noise.trim().slice(-300)}`;
      resolve(line === undefined ? { name, outcome: 'failed', reason } : JSON.parse(line));
    });
  });
}

/** @param {ReadonlyMap<Runtime, readonly Result[]>} results */
function tableOf(results) {
  const rows = [...results].map(([runtime, outcomes]) => {
    const cells = outcomes.map(({ outcome }) => (outcome === 'passed' ? 'yes' : 'no'));
    return `| ${runtime.name} (${versionOf(runtime)}) | ${cells.join(' | ')} |`;
  });
  return [`| | ${cases.join(' | ')} |`, `| --- |${' --- |'.repeat(cases.length)}`, ...rows, ''].join('\n');
}

/** @param {Runtime} runtime */
function versionOf({ alias }) {
  return createRequire(`${place}/package.json`)(`${place}/node_modules/${alias}/package.json`).version;
}

/** @param {string} table */
function writeTable(table) {
  const before = readFileSync(readme, 'utf8');
  const parts = /(<!-- made by npm run test:runtimes -- --write -->\n\n)[\s\S]*?(\n<!-- end -->)/;
  if (!parts.test(before)) throw new Error('README.md has no place for the table of runtimes');
  writeFileSync(
    readme,
    before.replace(parts, (_all, begin, end) => `${begin}${table}${end}`),
  );
}
