import { defineConfig } from 'vitest/config';
import { ClosingReporter } from './test/support/closing-reporter.js';

// Process tests count, kill and time real processes: side by side they would measure each other.
function processTests(name: string, groupOrder: number, testTimeout = 30_000) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      pool: 'forks' as const,
      fileParallelism: false,
      maxWorkers: 1,
      testTimeout,
      hookTimeout: 30_000,
      sequence: { groupOrder },
    },
  };
}

export default defineConfig({
  test: {
    passWithNoTests: false,
    reporters: ['default', new ClosingReporter()],
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], sequence: { groupOrder: 0 } } },
      processTests('contract', 1),
      processTests('integration', 2),
      // A browser that is starved takes its time for everything, and sometimes too long.
      { test: { ...processTests('e2e', 3, 90_000).test, retry: process.env['CI'] === undefined ? 0 : 1 } },
    ],
  },
});
