import type { Role, TrackedProcess } from '../wire/process.js';

export type RoleCounts = Readonly<Record<Role, number>> & { readonly kept: number };

export function roleCounts(processes: Iterable<TrackedProcess>): RoleCounts {
  const counts = { root: 0, plumbing: 0, started: 0, kept: 0 };
  for (const { role, lifetime } of processes) {
    counts[role] += 1;
    if (lifetime === 'kept') counts.kept += 1;
  }
  return counts;
}
