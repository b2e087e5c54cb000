/** How long something takes by the clock, a fake one included. */
export async function msUntil(settled: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await settled;
  return performance.now() - startedAt;
}
