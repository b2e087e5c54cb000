// @ts-check
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileForWindows } from './windows-compiler.mjs';

const source = fileURLToPath(new URL('../native/windows-job/', import.meta.url));
const packaged = fileURLToPath(new URL('../native/', import.meta.url));
const target = fileURLToPath(new URL('../build/native/', import.meta.url));
export const executable = `${target}panetree-job.exe`;
/** What it depends on, besides its source. */
const tools = ['../package.json', 'windows-compiler.mjs', 'build-native.mjs'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Builds the helper; its path, or why there is none. */
export function buildNative() {
  mkdirSync(target, { recursive: true });
  const files = readdirSync(source).filter((name) => name.endsWith('.c'));
  const missing = compileForWindows({
    sources: files.toSorted().map((name) => `${source}${name}`),
    output: executable,
    unicode: true,
    libraries: ['ntdll', 'advapi32'],
    defines: { PANETREE_VERSION: `"${version}"` },
  });
  if (missing !== undefined) return { missing };
  const digest = createHash('sha256').update(readFileSync(executable)).digest('hex');
  writeFileSync(`${executable}.sha256`, `${digest}  panetree-job.exe\n`);
  return { executable, digest };
}

/** As it was built last, where no source is younger than that. */
export function builtNative() {
  const sources = readdirSync(source).map((name) => `${source}${name}`);
  const builtMs = modifiedMs(`${executable}.sha256`);
  const isCurrent = [...sources, ...tools].every((file) => modifiedMs(file) < builtMs);
  return isCurrent && modifiedMs(executable) > 0 ? { executable } : buildNative();
}

/** 0 for what is not there. @param {string} file */
function modifiedMs(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Builds the helper and puts it where the package has it; why there is none, or undefined. */
export function placeHelper() {
  const files = [executable, `${executable}.sha256`];
  const placed = files.map((file) => `${packaged}${basename(file)}`);
  // One of an earlier build would be packed.
  for (const file of placed) rmSync(file, { force: true });
  const { missing } = buildNative();
  if (missing !== undefined) return { missing };
  for (const [index, file] of files.entries()) copyFileSync(file, placed[index] ?? '');
  return { missing: undefined };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { missing, digest } = buildNative();
  if (missing !== undefined) process.stderr.write(`${missing}\n`);
  else process.stdout.write(`${executable}\nsha256 ${digest}\n`);
  process.exitCode = missing === undefined ? 0 : 1;
}
