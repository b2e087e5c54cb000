import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';
import {
  closing,
  type Failure,
  type FileTally,
  oneLine,
  type Skip,
  type Tally,
} from '../../scripts/tallies.mjs';

interface Thrown {
  readonly message: string;
}

/**
 * Closes every run with the skipped tests by cause, and as the very last line
 * `tests: N passed, N failed, N skipped`; as one part of several it leaves the counts, as JSON, in the file that
 * PANETREE_TALLY names. A test skipped without a reason makes the run fail.
 */
export class ClosingReporter implements Reporter {
  #vitest: Vitest | undefined;
  #lines: readonly string[] = [];

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    // Vitest may still print while it shuts down. A forced exit has no beforeExit; and at exit a pipe on
    // Windows takes no more output, so whichever comes first prints.
    process.once('beforeExit', () => this.#print());
    process.once('exit', () => this.#print());
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly Thrown[]): void {
    const files = modules.map((module) => this.#tallyOf(module));
    const errors = unhandledErrors.map(({ message }) => `outside of a test: ${oneLine(message)}`);
    const tally: Tally = { files, errors };
    const file = process.env['PANETREE_TALLY'];
    if (file !== undefined) writeFileSync(file, JSON.stringify(tally));
    else this.#lines = closing([tally], []).lines;
  }

  #tallyOf(module: TestModule): FileTally {
    // A file that does not load, or a hook that throws, has no test to its name and is a failure all the same.
    const broken = [module, ...module.children.allSuites()].filter((task) => task.errors().length > 0);
    const failures: Failure[] = broken.map((task) => ({
      title: task.type === 'suite' ? task.fullName : 'the file itself',
      message: oneLine(task.errors()[0]?.message ?? ''),
    }));
    const skipped: Skip[] = [];
    let passed = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed') passed += 1;
      else if (state === 'skipped') skipped.push(this.#toSkip(test));
      else failures.push(failureOf(test));
    }
    return { project: module.project.name, file: module.relativeModuleId, passed, skipped, failures };
  }

  #toSkip(test: TestCase): Skip {
    const title = test.fullName;
    const reason = this.#reasonOf(test);
    if (reason !== undefined) return { title, reason };
    process.exitCode = 1;
    return { title };
  }

  #reasonOf(test: TestCase): string | undefined {
    const result = test.result();
    if (result.state === 'skipped' && result.note !== undefined) return result.note;
    if (this.#vitest?.getGlobalTestNamePattern() !== undefined) return 'not selected by the name pattern';
    return suitesOf(test).some((suite) => suite.errors().length > 0) ? 'its suite failed' : undefined;
  }

  #print(): void {
    const lines = this.#lines;
    this.#lines = [];
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  }
}

/** `name` is that which vitest compares with a name pattern. */
function failureOf(test: TestCase): Failure {
  const suites = suitesOf(test).flatMap((suite) => (suite.type === 'suite' ? [suite.name] : []));
  return {
    name: [...suites.toReversed(), test.name].join(' '),
    title: test.fullName,
    message: oneLine(test.result().errors?.[0]?.message ?? ''),
  };
}

function suitesOf(test: TestCase): (TestSuite | TestModule)[] {
  const found: (TestSuite | TestModule)[] = [];
  let parent: TestSuite | TestModule = test.parent;
  while (parent.type === 'suite') {
    found.push(parent);
    parent = parent.parent;
  }
  return [...found, parent];
}
