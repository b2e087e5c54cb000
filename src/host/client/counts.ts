import type { HostView } from './host-view.js';
import { isAlive } from './run-words.js';

/** How much there is of what the lists of both panels show; runs that are over are no longer counted. */
export function countIn(
  { blocks, runs, leftovers }: HostView,
  list: 'processes' | 'runs' | 'leftovers',
): number {
  switch (list) {
    case 'processes':
      return [...blocks.values()].reduce((sum, { processes }) => sum + processes.size, 0);
    case 'runs':
      return [...runs.values()].filter(isAlive).length;
    case 'leftovers':
  }
  return leftovers.length;
}
