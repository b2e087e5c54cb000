// @ts-check
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../native/windows-job/', import.meta.url));
const fuzz = fileURLToPath(new URL('fixtures/fuzz.c', import.meta.url));
const flags = ['-std=c11', '-g', '-O1', '-Wall', '-Wextra', '-Werror'];
const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
const lines = 1_000_000;
const seconds = 20;

const missing = whyNoSanitizer();

test('every line, however broken, is one request or one error', { skip: missing }, (context) => {
  const directory = mkdtempSync(`${tmpdir()}/panetree-parser-`);
  context.after(() => rmSync(directory, { recursive: true }));
  const files = [fuzz, ...['json', 'request', 'answer', 'utf8'].map((name) => `${source}${name}.c`)];
  const built = spawnSync('gcc', [...flags, ...sanitizers, ...files, '-o', `${directory}/fuzz`], {
    encoding: 'utf8',
  });
  assert.equal(built.status, 0, built.stderr);
  const seed = String(Date.now());
  const run = spawnSync(`${directory}/fuzz`, [String(lines), String(seconds), seed], { encoding: 'utf8' });
  context.diagnostic(`seed ${seed}: ${run.stdout.trim()}`);
  assert.equal(run.status, 0, `seed ${seed}\n${run.stderr}`);
});

function whyNoSanitizer() {
  if (process.platform === 'win32') return 'gcc for Windows has no AddressSanitizer';
  return spawnSync('gcc', ['--version']).error ? 'gcc is not installed' : undefined;
}
