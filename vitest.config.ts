import { defineConfig } from 'vitest/config';
import { ClosingReporter } from './test/support/closing-reporter.js';

interface Placed {
  readonly groupOrder: number;
  readonly include?: string;
  readonly exclude?: readonly string[];
  readonly testTimeout?: number;
  /** Whether each file loads all modules anew. */
  readonly isolate?: boolean;
}

// Tests of listeners that throw bring these about by the hundred.
const execArgv = ['--disable-warning=PanetreeListenerWarning'];

// Process tests count, kill and time real processes: side by side they would measure each other.
function oneByOne(name: string, { groupOrder, testTimeout = 60_000, isolate = true, ...placed }: Placed) {
  return {
    test: {
      name,
      include: [placed.include ?? `test/${name}/**/*.test.ts`],
      exclude: [...(placed.exclude ?? [])],
      pool: 'forks' as const,
      execArgv,
      fileParallelism: false,
      maxWorkers: 1,
      isolate,
      testTimeout,
      hookTimeout: 60_000,
      sequence: { groupOrder },
    },
  };
}

// A browser that is starved takes its time for everything, and sometimes too long.
const inBrowser = { testTimeout: 90_000 };

// It knows no markers, so that no other test's processes can be its own.
const processList = 'test/contract/process-list.test.ts';

export default defineConfig({
  test: {
    passWithNoTests: false,
    globalSetup: [
      './test/support/built-bundle.ts',
      './test/support/own-home.ts',
      './test/support/machine.ts',
    ],
    // The files with their times are enough: a list of the slow tests is three times as long.
    slowTestThreshold: 60_000,
    reporters: ['default', new ClosingReporter()],
    // A report to read, not a bar to pass: `npm run coverage`.
    coverage: {
      provider: 'v8',
      include: ['src/**/*.{ts,mts,tsx}'],
      reportsDirectory: 'coverage',
      reporter: ['text-summary', 'html', 'json-summary'],
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 60_000,
          // Loading all modules anew for each file takes more time than all tests.
          isolate: false,
          execArgv,
          sequence: { groupOrder: 0 },
        },
      },
      oneByOne('contract', { groupOrder: 1, exclude: [processList], isolate: false }),
      oneByOne('integration', { groupOrder: 2, isolate: false }),
      // A real host and what has to be measured; last, when the others have ended.
      oneByOne('e2e', { groupOrder: 3, ...inBrowser }),
      // Part of the bench, not of the tests.
      oneByOne('measures', { groupOrder: 7, ...inBrowser }),
      // The page by itself, over a host that is made up.
      oneByOne('page', { groupOrder: 4, ...inBrowser }),
      oneByOne('windows', { groupOrder: 5 }),
      // Not a test of anything: `npm run pictures`.
      oneByOne('pictures', { groupOrder: 7, ...inBrowser, testTimeout: 240_000 }),
      oneByOne('process-list', { groupOrder: 6, include: processList }),
    ],
  },
});
