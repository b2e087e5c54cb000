import type { Tracker } from './tracker.js';

/** The tracker that has the process; with `before`, by the joins that set out earlier than that. */
export async function trackerOf(
  pid: number,
  all: Iterable<Tracker>,
  before?: number,
): Promise<Tracker | undefined> {
  const trackers = [...all];
  const answers = await Promise.all(trackers.map((tracker) => tracker.contains(pid, before)));
  return trackers.find((_, index) => answers[index]);
}
