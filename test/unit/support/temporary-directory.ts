import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A directory of its own for a test file, gone when the file is done. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'panetree-unit-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
