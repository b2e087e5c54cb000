import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from './scenario.js';
import { until } from './until.js';

const source = fileURLToPath(new URL('../fixtures/programs/first-thread-ends.c', import.meta.url));

/** A program whose first thread ends while another one runs on. */
export function compileFirstThreadEnds(scenario: Scenario, skip: (reason: string) => never): string {
  const program = join(scenario.temporaryDirectory(), 'first-thread-ends');
  try {
    execFileSync('cc', ['-pthread', '-o', program, source]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') skip('no C compiler');
    throw error;
  }
  return program;
}

export async function lostFirstThread(pid: number): Promise<void> {
  const state = () => readFileSync(`/proc/${pid}/status`, 'utf8');
  await until(() => /^State:\tZ/m.test(state()) && /^Threads:\t2/m.test(state()), {
    what: 'its first thread has ended',
  });
}
