import { tell } from './report.js';

export interface Task {
  readonly rule: number;
  readonly name: string;
  /** Why it cannot be run here. */
  readonly unavailable?: string | undefined;
  readonly run: () => Promise<void>;
}

/** What has not ended by then does not end. */
const limitMs = 120_000;

/** Runs them one after the other and tells how each went. */
export async function runTasks(tasks: readonly Task[]): Promise<void> {
  for (const { rule, name, unavailable, run } of tasks) {
    if (unavailable !== undefined) {
      tell({ type: 'case', rule, name, outcome: 'left out', ms: 0, reason: unavailable });
      continue;
    }
    const startedAt = performance.now();
    const failure = await failureOf(run);
    const ms = Math.round(performance.now() - startedAt);
    const how =
      failure === undefined
        ? { outcome: 'passed' as const }
        : { outcome: 'failed' as const, reason: failure };
    tell({ type: 'case', rule, name, ms, ...how });
  }
}

/** What went wrong, in words; undefined when nothing did. */
async function failureOf(run: () => Promise<void>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not ended within ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([run(), tooLate]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } finally {
    clearTimeout(timer);
  }
}
