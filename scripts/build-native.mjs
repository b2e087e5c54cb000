// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const source = fileURLToPath(new URL('../native/windows-job/', import.meta.url));
const packaged = fileURLToPath(new URL('../native/', import.meta.url));
const target = fileURLToPath(new URL('../build/native/', import.meta.url));
export const executable = `${target}panetree-job.exe`;

const mingw = 'x86_64-w64-mingw32-gcc';
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const defines = {
  _WIN32_WINNT: '0x0A00',
  WIN32_LEAN_AND_MEAN: '1',
  UNICODE: '1',
  PANETREE_VERSION: `"${version}"`,
};

const warnings = ['-Wall', '-Wextra', '-Werror'];
const compilers = [
  {
    name: mingw,
    probe: ['--version'],
    // Without the time in its header, the same source gives the same bytes.
    options: ['-std=c11', '-O2', '-s', '-static', '-municode', ...warnings, '-Wl,--no-insert-timestamp'],
    define: '-D',
    output: ['-o', executable, '-lntdll'],
  },
  {
    name: 'cl',
    probe: [],
    options: ['/nologo', '/std:c11', '/O2', '/MT', '/W4', '/wd4100', '/wd4706', '/D_CRT_SECURE_NO_WARNINGS'],
    define: '/D',
    output: [`/Fo${target}`, `/Fe${executable}`, '/link', '/BREPRO', 'ntdll.lib', 'advapi32.lib'],
  },
];

/** Builds the helper; its path, or why there is none. */
export function buildNative() {
  const usable = process.platform === 'win32' ? compilers.toReversed() : compilers.slice(0, 1);
  const compiler = usable.find(({ name, probe }) => spawnSync(name, probe).error === undefined);
  if (compiler === undefined) return { missing: missingCompiler() };
  mkdirSync(target, { recursive: true });
  const files = readdirSync(source).filter((name) => name.endsWith('.c'));
  const paths = files.toSorted().map((name) => `${source}${name}`);
  const given = Object.entries(defines).map(([name, value]) => `${compiler.define}${name}=${value}`);
  const args = [...compiler.options, ...given, ...paths, ...compiler.output];
  const { status, stdout, stderr } = spawnSync(compiler.name, args, { encoding: 'utf8' });
  if (status !== 0) return { missing: `${compiler.name} failed:\n${stdout}${stderr}` };
  const digest = createHash('sha256').update(readFileSync(executable)).digest('hex');
  writeFileSync(`${executable}.sha256`, `${digest}  panetree-job.exe\n`);
  return { executable, digest };
}

function missingCompiler() {
  return process.platform === 'win32'
    ? `neither cl nor ${mingw} is in PATH: open a Visual Studio developer prompt, or install mingw-w64`
    : `${mingw} is not in PATH: install it (Debian and Ubuntu: apt-get install gcc-mingw-w64-x86-64)`;
}

/** Puts what was built where the package has it. */
function place() {
  for (const file of [executable, `${executable}.sha256`]) copyFileSync(file, `${packaged}${basename(file)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const forPackage = process.argv.includes('--for-package');
  const { missing, digest } = buildNative();
  if (missing !== undefined) process.stderr.write(`${missing}\n`);
  else process.stdout.write(`${executable}\nsha256 ${digest}\n`);
  if (missing === undefined && forPackage) place();
  if (missing !== undefined && forPackage) process.stderr.write('nothing is packed without the helper\n');
  process.exitCode = missing === undefined ? 0 : 1;
}
