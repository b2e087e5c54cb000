/** Processes outside any run live here: a cgroup that delegates controllers may hold none itself. */
export const mainLeaf = 'main';

const runPrefix = 'run-';

/** The leaf of a block that holds what a run has started. */
export function runLeaf(runId: number): string {
  return `${runPrefix}${runId}`;
}

export function leafOf(runId: number | undefined): string {
  return runId === undefined ? mainLeaf : runLeaf(runId);
}

/** The inverse of `leafOf`; undefined also for a cgroup that a member has made. */
export function runIdOf(leaf: string): number | undefined {
  const digits = leaf.startsWith(runPrefix) ? leaf.slice(runPrefix.length) : '';
  return /^\d+$/.test(digits) ? Number(digits) : undefined;
}
