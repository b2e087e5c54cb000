import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';

const variable = 'PANETREE_TEST_PATIENCE';
const attempts = 3;

/** CPU time of the sample on a machine on which every deadline of the tests is ample. */
const usualMs = 50;

/**
 * Global set-up of vitest: measures how much slower than usual this machine is, as an emulated one is. The deadlines of the
 * tests are longer by that factor, rounded, and a factor other than 1 is said. Load does not count: `until` measures that
 * while it waits. A value in the environment takes precedence.
 */
export function setup(): void {
  if (process.env[variable] !== undefined) return;
  const fastestMs = Math.min(...Array.from({ length: attempts }, sampleMs));
  const factor = Math.max(1, Math.round(fastestMs / usualMs));
  process.env[variable] = String(factor);
  if (factor === 1) return;
  const figures = `a sample takes ${Math.round(fastestMs)} ms of CPU time, usually ${usualMs} ms`;
  process.stderr.write(`deadlines of the tests are ${factor} times as long: ${figures}\n`);
}

/** Some of both: what programs compute, and what the kernel does for them. */
function sampleMs(): number {
  const before = process.cpuUsage();
  const hash = createHash('sha256');
  for (let round = 0; round < 1000; round += 1) {
    hash.update(readdirSync('/').join(String(round)));
    hash.update(JSON.stringify(Array.from({ length: 200 }, (_, index) => index * round)));
  }
  hash.digest();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
