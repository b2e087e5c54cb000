import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { unlessGone } from '../posix/system-error.js';

const helperVariable = 'PANETREE_JOB_HELPER';
const name = 'panetree-job.exe';

/** In a checkout in which it has been built, then in the package. */
const places: readonly string[] = ['build/native', 'native'].map((directory) =>
  fileURLToPath(new URL(`../../../${directory}/${name}`, import.meta.url)),
);

/** Where the helper is. Throws where it is missing or not the one its checksum was made of. */
export function findHelper(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  candidates: readonly string[] = places,
): string {
  const asked = environment[helperVariable];
  const searched = asked === undefined || asked === '' ? candidates : [asked];
  const found = searched.find((path) => existsSync(path));
  if (found === undefined) {
    const advice =
      asked === undefined || asked === ''
        ? `install the package anew, run npm run build:native in a checkout, or set ${helperVariable} to its path`
        : `correct ${helperVariable}, or unset it`;
    throw new Error(`${name} is missing: looked for ${searched.join(', ')}; ${advice}`);
  }
  verify(found);
  return found;
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
