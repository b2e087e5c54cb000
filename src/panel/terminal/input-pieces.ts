import { longestInput } from '../../host/wire/pane.js';

/** A paste in pieces that the host takes, none of which ends within a character. */
export function inputPieces(data: string, longest: number = longestInput): readonly string[] {
  const pieces: string[] = [];
  for (let from = 0; from < data.length; ) {
    const to = pieceEnd(data, from + longest);
    pieces.push(data.slice(from, to));
    from = to;
  }
  return pieces;
}

function pieceEnd(data: string, end: number): number {
  const last = data.charCodeAt(end - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return end < data.length && isHighSurrogate ? end - 1 : end;
}
