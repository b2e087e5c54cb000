const firstMs = 250;
const longestMs = 5000;
/** So that many browsers do not come back to a restarted host at the same moment. */
const spread = 0.2;

/** How long to wait before the next attempt, after so many failed ones; `chance` is between 0 and 1. */
export function backOffMs(failedAttempts: number, chance: number): number {
  const plain = Math.min(longestMs, firstMs * 2 ** Math.max(0, failedAttempts - 1));
  return Math.round(plain * (1 - spread + 2 * spread * chance));
}
