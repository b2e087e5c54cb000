// @ts-check
// Writes man/panetree.1 from the pages of the command line; with --check it only tells whether it says what they say.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { ensure } from './ensure.mjs';

await ensure();
const { pages } = await import('#dist/cli/manual/help.js');
const { manPage } = await import('#dist/cli/manual/man.js');
const folder = new URL('../man/', import.meta.url);
const file = new URL('panetree.1', folder);
/** @type {{ version: string }} */
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

const made = manPage(pages, version);
if (!process.argv.includes('--check')) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, made);
} else if (made !== readFileSync(file, 'utf8')) {
  console.error('man/panetree.1 does not say what the pages of the command line say: npm run docs');
  process.exitCode = 1;
}
