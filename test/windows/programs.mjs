// @ts-check
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { builtNative } from '../../scripts/build-native.mjs';
import { compileForWindows } from '../../scripts/windows-compiler.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const fixtures = fileURLToPath(new URL('../native/fixtures/', import.meta.url));

const programs = {
  tree: { sources: [`${here}tree.c`] },
  processes: { sources: [`${here}processes.c`], libraries: ['ntdll'] },
  members: { sources: [`${here}members.c`] },
  actor: { sources: [`${fixtures}actor.c`], unicode: true },
  window: { sources: [`${fixtures}window.c`], libraries: ['user32'] },
};

/**
 * Puts NAME.exe into the directory.
 * @param {string} directory
 * @param {readonly (keyof typeof programs)[]} names
 */
export function buildPrograms(directory, names) {
  for (const name of names) {
    const failure = compileForWindows({ ...programs[name], output: join(directory, `${name}.exe`) });
    if (failure !== undefined) throw new Error(failure);
  }
}

/** Puts the helper there as well: somebody may build it anew while this one runs. @param {string} directory */
export function copyHelper(directory) {
  const { missing, executable = '' } = builtNative();
  if (missing !== undefined) throw new Error(missing);
  const copy = join(directory, 'panetree-job.exe');
  copyFileSync(executable, copy);
  return copy;
}

const [script, directory] = process.argv.slice(1);
if (directory !== undefined && import.meta.url === pathToFileURL(script ?? '').href) {
  copyHelper(directory);
  buildPrograms(directory, ['tree', 'processes', 'members', 'window']);
}
