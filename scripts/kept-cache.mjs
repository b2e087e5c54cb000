// @ts-check
// What the tests keep on disk from one run to the next. `npm run test:clean` removes it.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { cache } from '../test/windows/wine-prefix.mjs';

/**
 * One line for the end of a run; none where nothing is kept.
 * @returns {readonly string[]}
 */
export function keptOnDisk() {
  if (!existsSync(cache)) return [];
  const [megabytes] = spawnSync('du', ['-sm', cache], { encoding: 'utf8' }).stdout.split('\t');
  return [`kept for the next run: ${megabytes} MB in ${cache}; \`npm run test:clean\` removes them`];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  rmSync(cache, { recursive: true, force: true });
  process.stdout.write(`removed: ${cache}\n`);
}
