// @ts-check
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = new URL('..', import.meta.url);
/** Written last: what is older than this is built. */
const stamp = new URL('dist/panel/.built', root);
/** Gone with a clean build, and then to be made again. */
const results = ['dist/page/index.html', 'dist/panel/element.js'];
const sources = [
  'src/panel',
  'src/host/client',
  'src/host/wire',
  'vite.config.ts',
  'vite.element.config.ts',
  'package-lock.json',
];

/** Builds the page of the host into dist/page and the element for others into dist/panel, unless they are up to date. */
export async function buildPanel() {
  const builtMs = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const isThere = results.every((result) => existsSync(new URL(result, root)));
  if (isThere && sources.every((source) => newestMs(new URL(source, root)) <= builtMs)) return;
  // Only when it is needed: it takes longer to load than to find out.
  const { build } = await import('vite');
  for (const config of ['vite.config.ts', 'vite.element.config.ts']) {
    await build({ configFile: fileURLToPath(new URL(config, root)), logLevel: 'warn' });
  }
  writeFileSync(stamp, '');
}

/**
 * Folders count too, because a file that is gone changes nothing else.
 *
 * @param {URL} place
 * @returns {number}
 */
function newestMs(place) {
  const stats = statSync(place, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isDirectory()) return stats?.mtimeMs ?? 0;
  const inside = readdirSync(place).map((name) => newestMs(new URL(name, `${place.href}/`)));
  return Math.max(stats.mtimeMs, ...inside);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildPanel();
