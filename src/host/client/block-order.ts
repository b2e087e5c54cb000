import type { BlockState, HostView } from './host-view.js';
import { compare, type SortColumn, type Sorting } from './sorting.js';
import { titleOf } from './titles.js';
import { memoryOf, type UsageCache } from './usage-cache.js';

/** In the order they were opened, or by what is sorted by where a block has such a thing. */
export function sortedBlocks(
  host: HostView,
  usage: UsageCache,
  sorting: Sorting | undefined,
): readonly BlockState[] {
  const blocks = [...host.blocks.values()];
  if (sorting === undefined) return blocks;
  const keyed = blocks.map((block) => ({ block, value: valueOf(host, usage, sorting.column)(block) }));
  return keyed.toSorted((a, b) => compare(a.value, b.value, sorting)).map(({ block }) => block);
}

function valueOf(
  host: HostView,
  usage: UsageCache,
  column: SortColumn,
): (block: BlockState) => string | number | undefined {
  switch (column) {
    case 'name':
      return ({ blockId }) => titleOf(host, blockId).toLowerCase();
    case 'cpu':
      return ({ blockId }) => usage.blocks.get(blockId)?.cpuPercent;
    case 'memory':
      return ({ blockId }) => {
        const used = usage.blocks.get(blockId);
        return used && memoryOf(used);
      };
    case 'pid':
      return ({ blockId }) => host.panes.get(blockId)?.pid;
    // The youngest has the smallest age and the latest opening.
    case 'age':
      return ({ blockId }) => {
        const opened = host.panes.get(blockId)?.openedAt;
        return opened === undefined ? undefined : -opened;
      };
    default:
      return () => undefined;
  }
}
