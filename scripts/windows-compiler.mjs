// @ts-check
import { spawnSync } from 'node:child_process';
import { dirname, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * A program for Windows. `unicode`: its entry is `wmain`. `libraries`: those beside kernel32.
 * @typedef {{
 *   readonly sources: readonly string[],
 *   readonly output: string,
 *   readonly unicode?: boolean,
 *   readonly libraries?: readonly string[],
 *   readonly defines?: Readonly<Record<string, string>>,
 * }} Program
 */

const mingw = 'x86_64-w64-mingw32-gcc';
const defines = { _WIN32_WINNT: '0x0A00', WIN32_LEAN_AND_MEAN: '1', UNICODE: '1' };

const warnings = ['-Wall', '-Wextra', '-Werror'];
const compilers = [
  {
    name: mingw,
    probe: ['--version'],
    // Without the time in its header, the same source gives the same bytes.
    options: ['-std=c11', '-O2', '-s', '-static', ...warnings, '-Wl,--no-insert-timestamp'],
    define: '-D',
    output: (/** @type {Program} */ { output, unicode, libraries = [] }) => [
      ...(unicode === true ? ['-municode'] : []),
      '-o',
      output,
      ...libraries.map((name) => `-l${name}`),
    ],
  },
  {
    name: 'cl',
    probe: [],
    options: ['/nologo', '/std:c11', '/O2', '/MT', '/W4', '/wd4100', '/wd4706', '/D_CRT_SECURE_NO_WARNINGS'],
    define: '/D',
    output: (/** @type {Program} */ { output, libraries = [] }) => [
      `/Fo${dirname(output)}${sep}`,
      `/Fe${output}`,
      '/link',
      '/BREPRO',
      ...libraries.map((name) => `${name}.lib`),
    ],
  },
];

/**
 * Compiles with the first compiler there is; why it could not, or undefined.
 * @param {Program} program
 */
export function compileForWindows(program) {
  const compiler = findCompiler();
  if (compiler === undefined) return missingCompiler();
  const given = Object.entries({ ...defines, ...program.defines });
  const args = [
    ...compiler.options,
    ...given.map(([name, value]) => `${compiler.define}${name}=${value}`),
    ...program.sources,
    ...compiler.output(program),
  ];
  const { status, stdout, stderr } = spawnSync(compiler.name, args, { encoding: 'utf8' });
  return status === 0 ? undefined : `${compiler.name} failed:\n${stdout}${stderr}`;
}

function findCompiler() {
  const usable = process.platform === 'win32' ? compilers.toReversed() : compilers.slice(0, 1);
  return usable.find(({ name, probe }) => spawnSync(name, probe).error === undefined);
}

function missingCompiler() {
  return process.platform === 'win32'
    ? `neither cl nor ${mingw} is in PATH: open a Visual Studio developer prompt, or install mingw-w64`
    : `${mingw} is not in PATH: install it (Debian and Ubuntu: apt-get install gcc-mingw-w64-x86-64)`;
}

// By itself it says whether there is one.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && findCompiler() === undefined) {
  process.stderr.write(`${missingCompiler()}\n`);
  process.exitCode = 1;
}
