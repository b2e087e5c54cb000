import type { Terminal } from '@xterm/xterm';

const csiQueries = [
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { prefix: '=', final: 'c' },
  { prefix: '>', final: 'q' },
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
] as const;

/** Of the colours: the palette, foreground, background, cursor. */
const colourQueries = [4, 10, 11, 12];

/**
 * A program that asks its terminal something is answered by the host, once. Each browser that looks would answer it
 * again, and the answers would be read as typed.
 */
export function answerNothing({ parser }: Terminal): void {
  for (const query of csiQueries) parser.registerCsiHandler(query, () => true);
  parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => true);
  for (const query of colourQueries) {
    parser.registerOscHandler(query, (data) => data.split(';').includes('?'));
  }
}
