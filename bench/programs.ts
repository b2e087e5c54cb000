import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// This file runs from build/bench.
const sources = new URL('../../bench/programs/', import.meta.url);
const built = new URL('programs/', import.meta.url);

/** The path of a C program of `bench/programs`, compiled when it is older than its source. */
export function program(name: 'forest' | 'reader' | 'watch-empty'): string {
  const source = fileURLToPath(new URL(`${name}.c`, sources));
  const output = fileURLToPath(new URL(name, built));
  if (modifiedMs(output) > modifiedMs(source)) return output;
  mkdirSync(built, { recursive: true });
  const { status, stderr, error } = spawnSync('cc', ['-O2', '-Wall', '-Wextra', '-o', output, source], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`cannot compile ${source}: ${error?.message ?? stderr}`);
  return output;
}

function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
