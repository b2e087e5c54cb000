import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unlessGone } from '../posix/system-error.js';

const helperVariable = 'PANETREE_JOB_HELPER';
const name = 'panetree-job.exe';

/** Where the helper is. Throws where it is missing or not the one its checksum was made of. */
export function findHelper(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  candidates: readonly string[] = helperPlaces(),
): string {
  const asked = environment[helperVariable];
  const searched = asked === undefined || asked === '' ? candidates : [asked];
  const found = searched.find((path) => existsSync(path));
  if (found === undefined) {
    const advice =
      asked === undefined || asked === ''
        ? `install the package anew, run npm run build:native in a checkout, or set ${helperVariable} to its path`
        : `correct ${helperVariable}, or unset it`;
    const where = searched.length === 0 ? '' : `: looked for ${searched.join(', ')}`;
    throw new Error(`${name} is missing${where}; ${advice}`);
  }
  verify(found);
  return found;
}

/** In a checkout in which it has been built, in the package, and beside a program that panetree was bundled into. */
export function helperPlaces(here: string | undefined = ownDirectory()): readonly string[] {
  if (here === undefined) return [];
  const root = packageRoot(here);
  return root === undefined
    ? [join(here, name)]
    : ['build/native', 'native'].map((directory) => join(root, directory, name));
}

/** Undefined where a bundler has left nothing to know it by. */
function ownDirectory(): string | undefined {
  // Not as one expression: bundlers take a file that is named so for one to pack.
  const { url } = import.meta;
  return typeof url === 'string' && url.startsWith('file:') ? dirname(fileURLToPath(url)) : undefined;
}

/** The nearest directory with a manifest, if it is the one of this package. */
function packageRoot(from: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    const manifest = unlessGone(() => readFileSync(join(at, 'package.json'), 'utf8'));
    if (manifest !== undefined) return /"name":\s*"panetree"/.test(manifest) ? at : undefined;
    if (at === dirname(at)) return undefined;
  }
}

/** Against a helper left over from another version or cut short, not against whoever may write both files. */
function verify(path: string): void {
  const wanted = unlessGone(() => readFileSync(`${path}.sha256`, 'utf8'))
    ?.trim()
    .split(/\s/)[0];
  if (wanted === undefined) return;
  const found = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (found !== wanted.toLowerCase()) {
    throw new Error(
      `${path} is not the helper that belongs here: its SHA-256 is ${found}, not ${wanted}; replace both`,
    );
  }
}
