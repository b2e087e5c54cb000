// @ts-check
import { ensure } from './ensure.mjs';
import { baseImage, buildBaseImage } from './vm/base-image.mjs';
import { runMachine } from './vm/machine.mjs';
import { requirePrograms } from './vm/requirements.mjs';
import { Results } from './vm/results.mjs';
import { Skip } from './vm/skip.mjs';
import { packSuite } from './vm/suite.mjs';
import { Workshop } from './vm/workshop.mjs';

const placements = ['login', 'user-manager', 'read-only'];

const workshop = new Workshop();
try {
  process.exitCode = (await passesInMachine()) ? 0 : 1;
} catch (error) {
  if (!workshop.isInterrupted) tellFailure(error);
} finally {
  await workshop.close();
}

async function passesInMachine() {
  const image = baseImage();
  await requirePrograms(workshop, image);
  await ensure({ packages: 'all' });
  const suite = await timed('packing the suite', packSuite(workshop));
  if (!image.isBuilt) await timed('building the image', buildBaseImage(workshop, image.directory));
  const results = new Results(placements);
  try {
    const running = runMachine(workshop, { image, suite }, (line) => results.hear(line));
    const lastSeen = await timed('running the machine', running);
    if (!results.isComplete) process.stdout.write(`${lastSeen}\n`);
  } finally {
    results.summarize();
  }
  return results.hasPassed;
}

/** @param {unknown} error */
function tellFailure(error) {
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof Skip) {
    if (error.cause instanceof Error) process.stdout.write(`${error.cause.message}\n`);
    process.stdout.write(`skipped: ${reason}\n`);
  } else {
    process.stderr.write(`${reason}\n`);
    process.exitCode = 1;
  }
}

/**
 * @template T
 * @param {string} name
 * @param {Promise<T>} work
 */
async function timed(name, work) {
  const startedAt = performance.now();
  const result = await work;
  process.stdout.write(`${name} took ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
  return result;
}
