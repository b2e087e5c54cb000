import type { Action, Keys } from './action.js';
import { into } from './action.js';
import { folded, toggled } from './folding.js';
import type { KeyName } from './key-names.js';
import { leftoverKeys } from './press-in-leftovers.js';
import { processKeys } from './press-in-processes.js';
import { runKeys } from './press-in-runs.js';
import type { Pressed, PressContext } from './pressed.js';
import { moved } from './selection.js';
import type { Tab } from './tab.js';
import { neighbour, switched, type View } from './view.js';

const everywhere: Keys = {
  up: by(() => -1),
  down: by(() => 1),
  'page-up': by(({ height }) => -height),
  'page-down': by(({ height }) => height),
  home: by(({ rows }) => -rows.length),
  end: by(({ rows }) => rows.length),
  left: (view, { rows }) => ({ view: folded(view, rows, 'closed') }),
  right: (view, { rows }) => ({ view: folded(view, rows, 'open') }),
  enter: (view, { rows }) => ({ view: toggled(view, rows) }),
  ' ': (view, { rows }) => ({ view: toggled(view, rows) }),
  1: (view) => shown(view, 'processes'),
  2: (view) => shown(view, 'runs'),
  3: (view) => shown(view, 'leftovers'),
  tab: (view) => shown(view, neighbour(view.tab, 1)),
  'shift-tab': (view) => shown(view, neighbour(view.tab, -1)),
  '/': into({ kind: 'filter' }),
  escape: (view) => ({ view: { ...view, filter: '', notice: undefined } }),
  r: (view) => ({ view, effect: { kind: 'retry' } }),
  '?': into({ kind: 'help' }),
  q: (view) => ({ view, effect: { kind: 'quit' } }),
};

const inTab: Readonly<Record<Tab, Keys>> = {
  processes: processKeys,
  runs: runKeys,
  leftovers: leftoverKeys,
};

export function pressInList(view: View, key: KeyName, context: PressContext): Pressed {
  const action = actionFor(key, everywhere) ?? actionFor(key, inTab[view.tab]);
  return action === undefined ? { view } : action(view, context);
}

function actionFor(key: KeyName, keys: Keys): Action | undefined {
  return Object.hasOwn(keys, key) ? keys[key] : undefined;
}

function by(distance: (context: PressContext) => number): Action {
  return (view, context) => ({ view: moved(view, context.rows, distance(context)) });
}

/** The host tells of leftovers only what it has seen when somebody looked. */
function shown(view: View, tab: Tab): Pressed {
  const next = switched({ ...view, notice: undefined }, tab);
  return tab === 'leftovers' ? { view: next, effect: { kind: 'look' } } : { view: next };
}
