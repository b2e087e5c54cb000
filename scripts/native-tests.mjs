// @ts-check
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { run } from 'node:test';

const directory = fileURLToPath(new URL('../test/native/', import.meta.url));

/**
 * The tests of the helper by itself, which need nothing of the library.
 * @returns {Promise<import('./test-lanes.mjs').Tally>}
 */
export async function testNative() {
  let [passed, failed] = [0, 0];
  /** @type {string[]} */ const lines = [];
  /** @type {string[]} */ const output = [];
  const events = run({ files: files(), concurrency: false });
  for await (const { type, data } of events) {
    if (type === 'test:fail' && data.details.error.failureType !== 'subtestsFailed') {
      failed += 1;
      output.push(`FAILED: test/native > ${data.name}\n${inWords(data.details.error)}\n`);
    } else if (type === 'test:pass' && !isGroup(data)) {
      if (data.skip === undefined) passed += 1;
      else lines.push(`skipped: test/native > ${data.name}: ${data.skip}`);
    }
  }
  if (passed + failed + lines.length === 0) {
    failed = 1;
    output.push('FAILED: test/native has not run\n');
  }
  output.push(`test/native: ${passed} passed, ${failed} failed, ${lines.length} skipped\n`);
  return { passed, failed, skipped: lines.length, lines, output: output.join('') };
}

/** A suite, or a file as a whole; one that was skipped stands for its tests. @param {any} data */
function isGroup(data) {
  const isFile = data.nesting === 0 && files().includes(data.name);
  return isFile || (data.details.type === 'suite' && data.skip === undefined);
}

function files() {
  const names = readdirSync(directory).filter((name) => name.endsWith('.test.mjs'));
  return names.map((name) => `${directory}${name}`);
}

/** @param {any} error */
function inWords(error) {
  return error?.cause?.stack ?? error?.cause ?? error?.message ?? String(error);
}
