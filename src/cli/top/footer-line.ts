import { fitted, type Line, segment } from './line.js';
import type { Scene } from './scene.js';
import type { View } from './view.js';

/** The most needed first: a narrow screen shows no more than the beginning. */
const hints = [
  ['?', 'help'],
  ['q', 'quit'],
  ['/', 'filter'],
  ['k', 'kill'],
  ['K', 'tree'],
  ['x', 'pane'],
  ['s', 'signal'],
  ['f', 'freeze'],
  ['cmanp', 'sort'],
] as const;

/** What is being typed, else the keys. */
export function footerLine({ size }: Scene, { mode, filter }: View): Line {
  if (mode.kind === 'filter') {
    return fitted(
      [segment('/', { weight: 'bold' }), segment(filter), segment(' ', { ground: 'inverse' })],
      size.cols,
    );
  }
  const filtered =
    filter === '' ? [] : [segment(`filter: ${filter}`, { color: 'yellow' }), segment('  esc: all  ')];
  const keys = hints.flatMap(([key, meaning], index) => [
    segment(index === 0 ? '' : '  '),
    segment(key, { weight: 'bold' }),
    segment(` ${meaning}`, { weight: 'dim' }),
  ]);
  return fitted([...filtered, ...keys], size.cols);
}
