// @ts-check
// Writes what is made of the guides; with --check it only tells whether they are up to date.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const guides = ['backends-guide.mjs', 'api-guide.mjs', 'rules-guide.mjs', 'man-page.mjs'];

for (const guide of guides) {
  const script = fileURLToPath(new URL(guide, import.meta.url));
  const { status } = spawnSync(process.execPath, [script, ...process.argv.slice(2)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
