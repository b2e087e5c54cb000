const firstPauseMs = 1;
const longestPauseMs = 5;

/**
 * Asks again and again, with growing pauses, until the answer is true or the deadline has passed.
 * `deadlineAt` is on the clock of `performance.now()`. Resolves with the last answer.
 */
export async function until(probe: () => boolean | Promise<boolean>, deadlineAt: number): Promise<boolean> {
  let pauseMs = firstPauseMs;
  for (;;) {
    if (await probe()) return true;
    const leftMs = deadlineAt - performance.now();
    if (leftMs <= 0) return false;
    await pause(Math.min(pauseMs, leftMs));
    pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
