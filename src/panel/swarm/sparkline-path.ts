export interface SparklineBox {
  readonly width: number;
  readonly height: number;
  /** How many samples the width has room for. */
  readonly samples: number;
  /** What fills the height when nothing is larger. */
  readonly least: number;
}

/** So that a steady line is not taken for the edge. */
const headroom = 1.25;

/** The newest sample at the right edge; what is not known is a gap. */
export function sparklinePath(values: readonly (number | undefined)[], box: SparklineBox): string {
  const known = values.filter((value) => value !== undefined);
  const most = Math.max(box.least, ...known) * headroom;
  const step = box.width / (box.samples - 1);
  const left = box.width - (values.length - 1) * step;
  let pen = 'M';
  let path = '';
  for (const [at, value] of values.entries()) {
    if (value === undefined) {
      pen = 'M';
      continue;
    }
    const y = box.height - (value / most) * box.height;
    path += `${pen}${round(left + at * step)} ${round(y)}`;
    pen = 'L';
  }
  return path;
}

/** The line with the ground below each of its unbroken parts. */
export function areaBelow(line: string, width: number, height: number): string {
  const parts = line.split('M').filter((part) => part.includes('L'));
  return parts
    .map((part) => {
      const left = part.split(' ')[0] ?? '0';
      const right = part.split('L').at(-1)?.split(' ')[0] ?? String(width);
      return `M${left} ${height}L${part}L${right} ${height}Z`;
    })
    .join('');
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
