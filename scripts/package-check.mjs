// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { buildNative } from './build-native.mjs';
import { ensure, root, tool } from './ensure.mjs';
import { packageCells, peers, tableOf } from './package-cells.mjs';

const helper = 'native/panetree-job.exe';
const mostHelperBytes = 300_000;
const allowed =
  /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|docs\/.+|examples\/.+|man\/.+|native\/panetree-job\.exe(\.sha256)?|dist\/bundle\/.+\.m?js(\.map)?|dist\/panel\/element\.js|dist\/.+\.d\.m?ts|dist\/page\/.+\.(html|css|svg|js))$/;
const forbidden = /(^|\/)(test|tests|bench|fixtures)\/|\.(test|spec|bench)\./;
/** Why no helper for Windows can be packed here; publishing would fail then. */
const { missing: noHelper } = buildNative();
const required = [
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  ...(noHelper === undefined ? [helper, `${helper}.sha256`] : []),
  ...entryFiles(),
];

await ensure();

const scratch = mkdtempSync(join(tmpdir(), 'panetree-package-'));
let failures = 0;
try {
  const tarball = pack();
  tell('publint', node([tool('publint/src/cli.js'), 'run', tarball, '--strict']));
  tell('attw', node([tool('@arethetypeswrong/cli/dist/index.js'), tarball, '--profile', 'esm-only']));
  install(tarball);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (noHelper !== undefined) process.stdout.write(`not checked: the helper for Windows: ${noHelper}\n`);
process.stdout.write(failures === 0 ? 'package: ok\n' : `package: ${failures} checks failed\n`);
process.exitCode = failures === 0 ? 0 : 1;

function pack() {
  const packed = npm(`pack --json --pack-destination "${scratch}"`, root);
  if (packed.status !== 0) throw new Error(`npm pack failed:\n${packed.stdout}${packed.stderr}`);
  /** @type {[{ filename: string, files: { path: string }[] }]} */
  const [{ filename, files }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[\n')));
  const paths = files.map((file) => file.path);
  const extra = paths.filter((path) => !allowed.test(path) || forbidden.test(path));
  const missing = required.filter((path) => !paths.includes(path));
  const maps = paths.filter((path) => path.endsWith('.map') && !hasItsSources(path, paths));
  report('no file that should not be packed', extra.length === 0, extra.join('\n'));
  report('every file that should be packed', missing.length === 0, `missing: ${missing.join(', ')}`);
  report('every source map has its sources', maps.length === 0, maps.join('\n'));
  return join(scratch, filename);
}

/** @param {string} tarball */
function install(tarball) {
  writeFileSync(
    join(scratch, 'package.json'),
    JSON.stringify({ name: 'consumer', private: true, type: 'module' }),
  );
  const installed = npm(
    `install "${tarball}" "${join(root, 'node_modules/@types/node')}" --prefer-offline --no-audit --no-fund`,
    scratch,
  );
  tell('npm install of the tarball', installed);
  if (installed.status !== 0) return;
  if (noHelper === undefined) checkHelper(join(scratch, 'node_modules/panetree', helper));
  const alone = packageCells(scratch, { isFull: false });
  const [names, kinds] = [
    peers.map((path) => `"${path}"`).join(' '),
    '--no-save --prefer-offline --no-audit --no-fund',
  ];
  tell('npm install of its peers', npm(`install ${kinds} ${names}`, scratch));
  const cells = [...alone, ...packageCells(scratch, { isFull: true })];
  for (const { name, ok, details } of cells) report(name, ok, details);
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined) appendFileSync(summary, tableOf(cells));
}

/**
 * In itself, or in the package.
 *
 * @param {string} path
 * @param {readonly string[]} packed
 */
function hasItsSources(path, packed) {
  /** @type {{ sources: string[], sourcesContent?: (string | null)[] }} */
  const { sources, sourcesContent } = JSON.parse(readFileSync(join(root, path), 'utf8'));
  return sources.every(
    (source, index) =>
      typeof sourcesContent?.[index] === 'string' || packed.includes(posix.join(posix.dirname(path), source)),
  );
}

/** @param {string} path where the package was installed to */
function checkHelper(path) {
  const found = createHash('sha256').update(readFileSync(path)).digest('hex');
  const told = readFileSync(`${path}.sha256`, 'utf8').split(' ')[0];
  report('the helper is the one its checksum was made of', found === told, `${found} is not ${told}`);
  const { size } = statSync(path);
  report(`the helper is small: ${size} bytes`, size < mostHelperBytes, `not below ${mostHelperBytes}`);
}

/** Every file that package.json points at. */
function entryFiles() {
  /** @type {{ exports: Record<string, string | Record<string, string>>, bin: Record<string, string> }} */
  const { exports, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const targets = [...Object.values(exports), bin].flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  return targets.map((path) => path.replace(/^\.\//, ''));
}

/**
 * @param {string} args
 * @param {string} cwd
 */
function npm(args, cwd) {
  // One string through the shell: on Windows npm is a .cmd file, which cannot be spawned directly.
  return spawnSync(`npm ${args}`, { cwd, shell: true, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 */
function node(args, cwd = scratch) {
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
}

/**
 * @param {string} name
 * @param {import('node:child_process').SpawnSyncReturns<string>} result
 */
function tell(name, result) {
  report(name, result.status === 0, `${result.stdout}${result.stderr}${result.error?.message ?? ''}`);
}

/**
 * @param {string} name
 * @param {boolean} ok
 * @param {string} details
 */
function report(name, ok, details) {
  process.stdout.write(`${ok ? 'ok' : 'FAILED'}: ${name}\n`);
  if (ok) return;
  failures += 1;
  process.stdout.write(`${details.trimEnd()}\n`);
}
