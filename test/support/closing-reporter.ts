import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

interface Tally {
  passed: number;
  failed: number;
  readonly skipped: TestCase[];
}

/**
 * Closes every run with each skipped test and its reason, and as the very last line
 * `tests: N passed, N failed, N skipped`; as one part of several it leaves them, as JSON, in the file that
 * PANETREE_TALLY names. A test skipped without a reason makes the run fail.
 */
export class ClosingReporter implements Reporter {
  #vitest: Vitest | undefined;
  #lines: string[] = [];

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
    // Vitest may still print while it shuts down. A forced exit has no beforeExit; and at exit a pipe on
    // Windows takes no more output, so whichever comes first prints.
    process.once('beforeExit', () => this.#print());
    process.once('exit', () => this.#print());
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tally = count(modules);
    const { passed } = tally;
    const failed = tally.failed + unhandledErrors.length;
    const skipped = tally.skipped.length;
    const reasons = tally.skipped.map((test) => ({ test, reason: this.#reasonOf(test) }));
    if (reasons.some(({ reason }) => reason === undefined)) process.exitCode = 1;
    const lines = reasons.map(({ test, reason }) => skipLine(test, reason));
    const file = process.env['PANETREE_TALLY'];
    if (file !== undefined) writeFileSync(file, JSON.stringify({ passed, failed, skipped, lines }));
    else this.#lines = [...lines, `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`];
  }

  #reasonOf(test: TestCase): string | undefined {
    const result = test.result();
    if (result.state === 'skipped' && result.note !== undefined) return result.note;
    if (this.#vitest?.getGlobalTestNamePattern() !== undefined) return 'not selected by the name pattern';
    return suitesOf(test).some((suite) => suite.errors().length > 0) ? 'its suite failed' : undefined;
  }

  #print(): void {
    const lines = this.#lines.splice(0);
    if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  }
}

function count(modules: readonly TestModule[]): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: [] };
  for (const module of modules) {
    // A file that does not load, or a hook that throws, has no test to its name and is a failure all the same.
    const broken = [module, ...module.children.allSuites()].filter((task) => task.errors().length > 0);
    tally.failed += broken.length;
    for (const test of module.children.allTests()) countTest(test, tally);
  }
  return tally;
}

function countTest(test: TestCase, tally: Tally): void {
  const { state } = test.result();
  if (state === 'skipped') tally.skipped.push(test);
  else if (state === 'passed') tally.passed += 1;
  else tally.failed += 1;
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

function skipLine(test: TestCase, reason: string | undefined): string {
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  return reason === undefined ? `SKIPPED WITHOUT A REASON: ${name}` : `skipped: ${name}: ${reason}`;
}
