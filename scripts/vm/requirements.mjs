// @ts-check
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Skip } from './skip.mjs';

/** Command and the Debian package that brings it. */
const toRun = {
  'qemu-system-x86_64': 'qemu-system-x86',
  setpriv: 'util-linux',
  timeout: 'coreutils',
  tar: 'tar',
};
const toBuild = { debootstrap: 'debootstrap', 'mkfs.ext4': 'e2fsprogs', unshare: 'util-linux' };

/** Where programs for root are, which not everybody has in the path. */
const systemPath = ['/usr/sbin', '/sbin'];

/**
 * Leaves the programs installed that it takes to run the machine and, where there is none, to build its image.
 * @param {import('./workshop.mjs').Workshop} workshop
 * @param {{ readonly isBuilt: boolean }} image
 */
export async function requirePrograms(workshop, { isBuilt }) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Skip(`it needs Linux on x64, this is ${process.platform} on ${process.arch}`);
  }
  if (!isBuilt && !isRoot()) throw new Skip('it takes root to build the image of the machine');
  const packages = missingPackages({ ...toRun, ...(isBuilt ? {} : toBuild) });
  if (packages.length === 0) return;
  if (!isRoot() || !process.env['CI']) throw new Skip(`install ${packages.join(', ')}`);
  await install(workshop, packages);
}

/** @param {Readonly<Record<string, string>>} commands */
function missingPackages(commands) {
  const path = [...(process.env['PATH'] ?? '').split(delimiter), ...systemPath];
  const missing = Object.entries(commands).filter(
    ([command]) => !path.some((directory) => isExecutable(join(directory, command))),
  );
  return [...new Set(missing.map(([, name]) => name))];
}

/**
 * @param {import('./workshop.mjs').Workshop} workshop
 * @param {readonly string[]} packages
 */
async function install(workshop, packages) {
  try {
    await workshop.run(['apt-get', 'update', '-q']);
    await workshop.run(['apt-get', 'install', '-y', '-q', '--no-install-recommends', ...packages]);
  } catch (error) {
    throw new Skip(`${packages.join(', ')} cannot be installed`, { cause: error });
  }
}

function isRoot() {
  return process.getuid?.() === 0;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
