import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { paletteOf } from './palette.js';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A picture as a browser takes it, with at most 256 colours: a third of the size, for text on plain ground. */
export function smallPng(png: Buffer): Buffer {
  const chunks = [...chunksOf(png)];
  const header = chunks.find(({ type }) => type === 'IHDR')?.data ?? Buffer.alloc(13);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const bytesPerPixel = { 2: 3, 6: 4 }[header.readUInt8(9)];
  if (bytesPerPixel === undefined || header.readUInt8(8) !== 8) throw new Error('not RGB(A) of 8 bits');
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data));
  const pixels = unfiltered(inflateSync(packed), width * bytesPerPixel, bytesPerPixel);
  const { palette, indexes } = paletteOf(pixels, bytesPerPixel);
  return encode({ width, height, palette, indexes });
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function* chunksOf(png: Buffer): Generator<Chunk, undefined> {
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield { type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) };
    at += length + 12;
  }
}

/** Undoes what each row was filtered with: https://www.w3.org/TR/png/#9Filters */
function unfiltered(data: Buffer, rowBytes: number, step: number): Buffer {
  const rows = data.length / (rowBytes + 1);
  const pixels = Buffer.alloc(rows * rowBytes);
  for (let row = 0; row < rows; row += 1) {
    const filter = data[row * (rowBytes + 1)] ?? 0;
    const from = row * (rowBytes + 1) + 1;
    const to = row * rowBytes;
    for (let at = 0; at < rowBytes; at += 1) {
      const left = at >= step ? (pixels[to + at - step] ?? 0) : 0;
      const up = row > 0 ? (pixels[to + at - rowBytes] ?? 0) : 0;
      const corner = row > 0 && at >= step ? (pixels[to + at - rowBytes - step] ?? 0) : 0;
      pixels[to + at] = (data[from + at] ?? 0) + predicted(filter, left, [up, corner]);
    }
  }
  return pixels;
}

function predicted(filter: number, left: number, [up, corner]: readonly [number, number]): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

interface Indexed {
  readonly width: number;
  readonly height: number;
  readonly palette: Buffer;
  readonly indexes: Uint8Array;
}

function encode({ width, height, palette, indexes }: Indexed): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width + 1));
  for (let row = 0; row < height; row += 1) {
    rows.set(indexes.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
