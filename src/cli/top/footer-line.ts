import { fitted, type Line, segment } from './line.js';
import type { Scene } from './scene.js';
import type { Tab } from './tab.js';
import type { View } from './view.js';

type Hint = readonly [key: string, meaning: string];

const everywhere: readonly Hint[] = [
  ['?', 'help'],
  ['q', 'quit'],
  ['/', 'find'],
];

/** The most needed first: a narrow screen shows no more than the beginning. */
const inTab: Readonly<Record<Tab, readonly Hint[]>> = {
  processes: [
    ['kK', 'kill'],
    ['x', 'pane'],
    ['s', 'signal'],
    ['f', 'freeze'],
    ['o', 'keep'],
    ['cmanp', 'sort'],
  ],
  runs: [['k', 'stop']],
  leftovers: [
    ['a', 'adopt'],
    ['k', 'reap'],
  ],
};

/** What is being typed, else the keys. */
export function footerLine({ size }: Scene, { mode, filter, tab }: View): Line {
  if (mode.kind === 'filter') {
    return fitted(
      [segment('/', { weight: 'bold' }), segment(filter), segment(' ', { ground: 'inverse' })],
      size.cols,
    );
  }
  const filtered =
    filter === '' ? [] : [segment(`filter: ${filter}`, { color: 'yellow' }), segment('  esc: all  ')];
  const keys = [...everywhere, ...inTab[tab]].flatMap(([key, meaning], index) => [
    segment(index === 0 ? '' : '  '),
    segment(key, { weight: 'bold' }),
    segment(` ${meaning}`, { weight: 'dim' }),
  ]);
  return fitted([...filtered, ...keys], size.cols);
}
