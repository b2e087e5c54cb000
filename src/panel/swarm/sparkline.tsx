import type { JSX } from 'preact';
import { trendLength } from '../../host/client/usage-cache.js';
import { areaBelow, sparklinePath } from './sparkline-path.js';

interface SparklineProps {
  readonly values: readonly (number | undefined)[];
  readonly kind: 'cpu' | 'memory';
  /** What is drawn at full height at least, so that little does not look like much. */
  readonly least: number;
}

const width = 54;
const height = 14;

/** The last minute. The number is beside it, so that the picture says nothing more to a screen reader. */
export function Sparkline({ values, kind, least }: SparklineProps): JSX.Element {
  const line = sparklinePath(values, { width, height, samples: trendLength, least });
  return (
    <svg class={`sparkline ${kind}`} viewBox={`0 -1 ${width} ${height + 2}`} aria-hidden="true">
      <path class="sparkline-area" d={areaBelow(line, width, height)} />
      <path class="sparkline-line" d={line} />
    </svg>
  );
}
