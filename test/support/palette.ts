interface Colour {
  readonly rgb: number;
  readonly count: number;
}

const mostColours = 256;
/** Of five bits for each part; the nearest entry is looked up once for each such colour. */
const coarse = (rgb: number): number => ((rgb >> 9) & 0x7c00) | ((rgb >> 6) & 0x3e0) | ((rgb >> 3) & 0x1f);

/** At most 256 colours, and for each pixel which one: the most frequent as they are, the others by the nearest. */
export function paletteOf(
  pixels: Buffer,
  bytesPerPixel: number,
): { readonly palette: Buffer; readonly indexes: Uint8Array } {
  const colours = coloursOf(pixels, bytesPerPixel);
  const entries = chosen(colours);
  const found = new Map(entries.map((rgb, index) => [rgb, index]));
  const indexes = new Uint8Array(pixels.length / bytesPerPixel);
  for (let at = 0; at < indexes.length; at += 1) {
    const rgb = pixelAt(pixels, at * bytesPerPixel);
    const index = found.get(rgb) ?? nearest(entries, rgb);
    found.set(rgb, index);
    indexes[at] = index;
  }
  return { palette: Buffer.from(entries.flatMap(parts)), indexes };
}

/** Half by how often they occur, half so that no part of the colours is left without one. */
function chosen(colours: readonly Colour[]): readonly number[] {
  const frequent = colours.slice(0, mostColours / 2).map(({ rgb }) => rgb);
  const entries = new Set(frequent);
  const covered = new Set(frequent.map(coarse));
  for (const { rgb } of colours) {
    if (entries.size >= mostColours) break;
    if (!covered.has(coarse(rgb))) entries.add(rgb);
    covered.add(coarse(rgb));
  }
  return [...entries];
}

function coloursOf(pixels: Buffer, bytesPerPixel: number): readonly Colour[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < pixels.length; at += bytesPerPixel) {
    const rgb = pixelAt(pixels, at);
    counts.set(rgb, (counts.get(rgb) ?? 0) + 1);
  }
  return [...counts].map(([rgb, count]) => ({ rgb, count })).toSorted((a, b) => b.count - a.count);
}

function pixelAt(pixels: Buffer, at: number): number {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

function nearest(entries: readonly number[], rgb: number): number {
  const wanted = parts(rgb);
  let best = 0;
  let least = Infinity;
  for (const [index, entry] of entries.entries()) {
    const distance = parts(entry).reduce((sum, part, at) => sum + (part - (wanted[at] ?? 0)) ** 2, 0);
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}

function parts(rgb: number): readonly [number, number, number] {
  return [rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff];
}
