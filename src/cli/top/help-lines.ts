import { type Line, segment } from './line.js';

const keys: readonly (readonly [keys: string, meaning: string])[] = [
  ['↑ ↓ PgUp PgDn', 'move; Home and End go to the ends'],
  ['→ ← Enter', 'open and close what is below a row'],
  ['/', 'only rows with these words, e.g. a name, a PID, :5173; Esc: all'],
  ['c m a n p', 'sort by CPU, memory, age, name, PID; again: the other way'],
  ['k', 'end a process: SIGTERM, then SIGKILL after 2 s'],
  ['K', 'end a process and all that it started'],
  ['x', 'close a pane: everything in it ends'],
  ['s', 'send a process one signal'],
  ['f', 'freeze a pane, or let it go on'],
  ['r', 'connect again at once'],
  ['q, Ctrl-C', 'leave'],
];

export const helpLines: readonly Line[] = [
  [segment('Keys', { weight: 'bold' })],
  ...keys.map(
    ([names, meaning]): Line => [segment(`  ${names.padEnd(15)}`, { color: 'cyan' }), segment(meaning)],
  ),
  [],
  [
    segment('● high', { color: 'green' }),
    segment('         the kernel keeps the list: nothing leaves it by forking'),
  ],
  [
    segment('● best-effort', { color: 'yellow' }),
    segment('  the list is worked out; the line at the bottom says why'),
  ],
  [segment('● none', { color: 'red' }), segment('         the pane is not tracked')],
  [],
  [segment('Any key goes back.', { weight: 'dim' })],
];
