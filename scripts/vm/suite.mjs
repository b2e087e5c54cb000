// @ts-check
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, tool } from '../ensure.mjs';

const entry = fileURLToPath(new URL('../../test/vm/run.ts', import.meta.url));
const emitted = join(root, 'build/vm');
/** What the emitted suite needs beside it, as it lies in the package. */
const asIs = ['package.json', 'test/fixtures/programs', 'test/vm/placements.sh'];

/**
 * Packs the suite as an archive that the machine gets as a disk, and gives its path.
 * @param {import('./workshop.mjs').Workshop} workshop
 */
export async function packSuite(workshop) {
  rmSync(emitted, { recursive: true, force: true });
  await workshop.run([process.execPath, tool('typescript/bin/tsc'), '-p', dirname(entry)]);
  const archive = join(workshop.scratch, 'suite.tar');
  const ownership = ['--owner=0', '--group=0', '--mode=a+rX'];
  const files = ['-C', emitted, '.', '-C', root, ...asIs, ...runtimePackages()];
  await workshop.run(['tar', '-cf', archive, ...ownership, ...files]);
  return archive;
}

/** The folders of the packages that the published package brings with it. */
function runtimePackages() {
  /** @type {{ packages: Record<string, { dev?: boolean, peer?: boolean, devOptional?: boolean }> }} */
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).flatMap(([path, { dev, peer, devOptional }]) =>
    path === '' || dev === true || peer === true || devOptional === true ? [] : [path],
  );
}
