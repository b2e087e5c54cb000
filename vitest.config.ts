import { defineConfig } from 'vitest/config';
import { ClosingReporter } from './test/support/closing-reporter.js';

// Process tests count, kill and time real processes: side by side they would measure each other.
function processTests(name: string, groupOrder: number) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      pool: 'forks' as const,
      fileParallelism: false,
      maxWorkers: 1,
      testTimeout: 30_000,
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
      processTests('e2e', 3),
    ],
  },
});
