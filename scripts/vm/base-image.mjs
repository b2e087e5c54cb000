// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Skip } from './skip.mjs';

const recipe = fileURLToPath(new URL('base-image.sh', import.meta.url));
const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'panetree-vm');

/** What the machine boots from: Debian, this node, and nothing of the package. */
export function baseImage() {
  const directory = join(cache, key());
  return {
    directory,
    isBuilt: existsSync(directory),
    disk: join(directory, 'disk.img'),
    kernel: join(directory, 'vmlinuz'),
    initrd: join(directory, 'initrd.img'),
  };
}

/**
 * @param {import('./workshop.mjs').Workshop} workshop
 * @param {string} directory
 */
export async function buildBaseImage(workshop, directory) {
  const mirror = await findMirror(workshop);
  mkdirSync(cache, { recursive: true });
  const unfinished = workshop.makeDirectory(cache);
  // What is mounted or running when it has to end early goes with the namespaces.
  const isolated = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
  await workshop.run([...isolated, 'sh', recipe, unfinished, mirror, process.execPath], 'SIGKILL');
  for (const old of readdirSync(cache).filter(isKey)) rmSync(join(cache, old), { recursive: true });
  renameSync(unfinished, directory);
}

/** @param {import('./workshop.mjs').Workshop} workshop */
async function findMirror(workshop) {
  const format = '$(ORIGIN) $(COMPONENT) $(CODENAME) $(REPO_URI)';
  const targets = await workshop.run(['apt-get', 'indextargets', '--format', format, 'Created-By: Packages']);
  const wanted = 'Debian main bookworm ';
  const found = targets.split('\n').find((line) => line.startsWith(wanted));
  if (found === undefined) throw new Skip('apt has no source of Debian 12, or needs an update to know it');
  return found.slice(wanted.length);
}

/** Of all that decides what the image holds. */
function key() {
  const parts = [readFileSync(recipe, 'utf8'), process.version, statSync(process.execPath).size];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** @param {string} name */
function isKey(name) {
  return /^[0-9a-f]{16}$/.test(name);
}
