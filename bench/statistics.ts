/** Nearest rank. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** How long it took in milliseconds, and what came of it. */
export async function timed<T>(
  act: () => T | Promise<T>,
): Promise<{ readonly ms: number; readonly value: T }> {
  const startedAt = performance.now();
  const value = await act();
  return { ms: performance.now() - startedAt, value };
}
