import { defaultGraceMs, graceInWords } from '../../host/client/killing/kill-steps.js';
import { type Line, segment } from './line.js';
import type { Tab } from './tab.js';

type Meaning = readonly [keys: string, meaning: string];

const everywhere: readonly Meaning[] = [
  ['1 2 3 Tab', 'processes, runs, leftovers'],
  ['↑ ↓ PgUp PgDn', 'move; Home and End go to the ends'],
  ['→ ← Enter', 'open and close what is below a row'],
];

const inTab: Readonly<Record<Tab, readonly Meaning[]>> = {
  processes: [
    ['/', 'only rows with these words, e.g. a name, a PID, :5173; Esc: all'],
    ['c m a n p', 'sort by CPU, memory, age, name, PID; again: the other way'],
    ['k', `end a process: SIGTERM, then SIGKILL after ${graceInWords(defaultGraceMs)}; g: later`],
    ['K', 'end a process and all that it started'],
    ['x', 'close a pane: everything in it ends'],
    ['s', 'send a process one signal'],
    ['f', 'freeze a pane, or let it go on'],
    ['o', 'let a process, or all that was started in a pane, outlive the pane'],
  ],
  runs: [
    ['/', 'only runs with these words, e.g. a name, a task, run:1000003; Esc: all'],
    ['k', 'stop a run, and what it has left behind'],
  ],
  leftovers: [
    ['/', 'only what has these words, e.g. a pane, a name, a PID; Esc: all'],
    ['a', 'adopt: go on with it as a pane of this host'],
    ['k', 'reap: end all of it'],
  ],
};

const last: readonly Meaning[] = [
  ['r', 'connect again at once'],
  ['q, Ctrl-C', 'leave'],
];

const confidences: readonly Line[] = [
  [
    segment('● high', { color: 'green' }),
    segment('         the kernel keeps the list: nothing leaves it by forking'),
  ],
  [
    segment('● best-effort', { color: 'yellow' }),
    segment('  the list is worked out; the line at the bottom says why'),
  ],
  [segment('● none', { color: 'red' }), segment('         the pane is not tracked')],
];

/** As much as a screen of 24 lines has room for. */
export function helpLines(tab: Tab): readonly Line[] {
  const keys = [...everywhere, ...inTab[tab], ...last];
  return [
    ...keys.map(
      ([names, meaning]): Line => [segment(`  ${names.padEnd(15)}`, { color: 'cyan' }), segment(meaning)],
    ),
    [],
    ...(tab === 'processes' ? confidences : []),
    [segment('Any key goes back.', { weight: 'dim' })],
  ];
}
