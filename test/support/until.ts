/** Short against what is waited for, long enough that asking does not take the machine. */
const pauseMs = 5;

/** How many times longer to wait, for a machine that is slow as a whole, as an emulated one is. */
const patience = Number(process.env['PANETREE_TEST_PATIENCE'] ?? 1);

export interface Deadline {
  /** What is waited for, as the failure says it; a function is asked at the end, to tell what was seen last. */
  readonly what: string | (() => string);
  /** Default 5000. */
  readonly withinMs?: number;
}

/** Asks until the answer is truthy and gives that answer; fails with what was waited for. */
export async function until<T>(condition: () => T | Promise<T>, deadline: Deadline): Promise<NonNullable<T>> {
  const { what } = deadline;
  const withinMs = (deadline.withinMs ?? 5000) * patience;
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() >= giveUpAt) {
      throw new Error(`not within ${withinMs} ms: ${typeof what === 'string' ? what : what()}`);
    }
    await pause(pauseMs);
  }
}

/** Holds that something does not come to be: fails as soon as the condition is true. */
export async function never(condition: () => boolean | Promise<boolean>, deadline: Deadline): Promise<void> {
  const { what, withinMs = 200 } = deadline;
  const quietUntil = performance.now() + withinMs;
  while (performance.now() < quietUntil) {
    if (await condition()) throw new Error(`came to be: ${typeof what === 'string' ? what : what()}`);
    await pause(pauseMs);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
