import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Global set-up of vitest: what is published is up to date, whatever was built before. */
export function setup(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('../../scripts/build-bundle.mjs', import.meta.url))]);
}
