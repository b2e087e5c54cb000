import { exitWords } from '../../host/client/exit-words.js';
import { nextSorting, type SortColumn } from '../../host/client/sorting.js';
import { nameOf } from '../../host/client/titles.js';
import { folded, toggled } from './folding.js';
import type { KeyName } from './key-names.js';
import type { Mode } from './mode.js';
import { warned } from './notice.js';
import type { Pressed, Surroundings } from './pressed.js';
import type { ProcessRow } from './rows.js';
import { moved, selectedRow } from './selection.js';
import type { View } from './view.js';

type Action = (view: View, surroundings: Surroundings) => Pressed;

const byKey: Readonly<Record<string, Action>> = {
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
  '/': into({ kind: 'filter' }),
  escape: (view) => ({ view: { ...view, filter: '', notice: undefined } }),
  c: sortBy('cpu'),
  m: sortBy('memory'),
  a: sortBy('age'),
  n: sortBy('name'),
  p: sortBy('pid'),
  k: askToEnd('process'),
  K: askToEnd('subtree'),
  x: askToClose,
  s: chooseSignal,
  f: freezeOrThaw,
  r: (view) => ({ view, effect: { kind: 'retry' } }),
  '?': into({ kind: 'help' }),
  q: (view) => ({ view, effect: { kind: 'quit' } }),
};

export function pressInList(view: View, key: KeyName, surroundings: Surroundings): Pressed {
  const action = Object.hasOwn(byKey, key) ? byKey[key] : undefined;
  return action === undefined ? { view } : action(view, surroundings);
}

function by(distance: (surroundings: Surroundings) => number): Action {
  return (view, surroundings) => ({ view: moved(view, surroundings.rows, distance(surroundings)) });
}

function into(mode: Mode): Action {
  return (view) => ({ view: { ...view, mode, notice: undefined } });
}

function sortBy(column: SortColumn): Action {
  return (view) => ({ view: { ...view, sorting: nextSorting(view.sorting, column) } });
}

function askToEnd(kind: 'process' | 'subtree'): Action {
  return (view, surroundings) => {
    const row = selectedRow(view, surroundings.rows);
    if (row?.kind === 'pane') return askToClose(view, surroundings);
    return withProcess(view, surroundings, ({ blockId, process }) =>
      into({ kind: 'ask', ask: { kind, blockId, process } }),
    );
  };
}

function askToClose(view: View, surroundings: Surroundings): Pressed {
  const row = selectedRow(view, surroundings.rows);
  if (row === undefined) return { view };
  return into({ kind: 'ask', ask: { kind: 'pane', blockId: row.blockId } })(view, surroundings);
}

function chooseSignal(view: View, surroundings: Surroundings): Pressed {
  return withProcess(view, surroundings, ({ blockId, process }) =>
    into({ kind: 'signals', blockId, process, chosen: 0 }),
  );
}

function freezeOrThaw(view: View, { scene, rows }: Surroundings): Pressed {
  const block = scene.host?.blocks.get(selectedRow(view, rows)?.blockId ?? '');
  if (block === undefined) return { view };
  const { blockId, isFrozen } = block;
  if (isFrozen) return { view, effect: { kind: 'thaw', blockId } };
  const isOwn = [...block.processes.values()].some(({ pid }) => pid === scene.ownPid);
  if (!isOwn) return { view, effect: { kind: 'freeze', blockId } };
  return { view: warned(view, 'panetree top runs in this pane: frozen, it could not thaw it.', scene.now) };
}

/** For a row of a process that is there; says what is wrong with another one. */
function withProcess(view: View, surroundings: Surroundings, act: (row: ProcessRow) => Action): Pressed {
  const { scene, rows } = surroundings;
  const row = selectedRow(view, rows);
  if (row?.kind !== 'process') return { view: warned(view, 'Choose a process first.', scene.now) };
  if (row.ended === undefined) return act(row)(view, surroundings);
  const text = `${nameOf(row.process)} has gone already: ${exitWords(row.ended)}.`;
  return { view: warned(view, text, scene.now) };
}
