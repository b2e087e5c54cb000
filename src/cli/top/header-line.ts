import { memoryOf } from '../../host/client/usage-cache.js';
import { bytes, percent } from './figures.js';
import { counted, processes } from '../../host/client/words.js';
import { type Line, type Segment, segment, spread } from './line.js';
import type { Scene } from './scene.js';
import type { StreamStatus } from './stream-status.js';

/** What there is as a whole, and whether it is live. */
export function headerLine(scene: Scene): Line {
  const { host, usage, size, status } = scene;
  const blocks = [...(host?.blocks.values() ?? [])];
  const count = blocks.reduce((sum, block) => sum + block.processes.size, 0);
  const used = [...usage.blocks.values()].filter(({ blockId }) => host?.blocks.has(blockId));
  const parts = [
    counted(blocks.length, 'pane'),
    processes(count),
    `CPU ${percent(total(used.map(({ cpuPercent }) => cpuPercent)))}`,
    `MEM ${bytes(total(used.map(memoryOf)))}`,
  ];
  const title = segment(' panetree top ', { weight: 'bold', ground: 'inverse' });
  const left = host === undefined ? [title] : [title, segment(`  ${parts.join('  ')}`)];
  return spread(left, [segment('  '), statusMark(status)], size.cols);
}

function statusMark({ kind }: StreamStatus): Segment {
  switch (kind) {
    case 'open':
      return segment('● live', { color: 'green' });
    case 'connecting':
      return segment('○ connecting', { color: 'yellow' });
    default:
      return segment('○ disconnected', { color: 'red', weight: 'bold' });
  }
}

/** Of what is known; nothing where nothing is. */
function total(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0);
}
