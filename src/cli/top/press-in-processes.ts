import { nextSorting, type SortColumn } from '../../host/client/sorting.js';
import { nameOf } from '../../host/client/titles.js';
import { type Action, into, type Keys, refusing, withProcess } from './action.js';
import { startedHeads } from './started-heads.js';
import type { Pressed, PressContext } from './pressed.js';
import type { ProcessRow } from './row.js';
import { selectedRow } from './selection.js';
import type { View } from './view.js';

export const processKeys: Keys = {
  c: sortBy('cpu'),
  m: sortBy('memory'),
  a: sortBy('age'),
  n: sortBy('name'),
  p: sortBy('pid'),
  k: askToEnd('process'),
  K: askToEnd('subtree'),
  x: askToClose,
  s: withProcess(({ blockId, process }) => into({ kind: 'signals', blockId, process, chosen: 0 })),
  f: freezeOrThaw,
  o: keep,
};

function sortBy(column: SortColumn): Action {
  return (view) => ({ view: { ...view, sorting: nextSorting(view.sorting, column) } });
}

function askToEnd(kind: 'process' | 'subtree'): Action {
  const ask = withProcess(({ blockId, process }) => into({ kind: 'ask', ask: { kind, blockId, process } }));
  return (view, context) => {
    const isPane = selectedRow(view, context.rows)?.kind === 'pane';
    return isPane ? askToClose(view, context) : ask(view, context);
  };
}

function askToClose(view: View, context: PressContext): Pressed {
  const row = selectedRow(view, context.rows);
  if (row === undefined) return { view };
  return into({ kind: 'ask', ask: { kind: 'pane', blockId: row.blockId } })(view, context);
}

function freezeOrThaw(view: View, context: PressContext): Pressed {
  const { scene, rows } = context;
  const block = scene.host?.blocks.get(selectedRow(view, rows)?.blockId ?? '');
  if (block === undefined) return { view };
  const { blockId, isFrozen } = block;
  if (isFrozen) return { view, effect: { kind: 'thaw', blockId } };
  const isOwn = [...block.processes.values()].some(({ pid }) => pid === scene.ownPid);
  if (!isOwn) return { view, effect: { kind: 'freeze', blockId } };
  return refusing('panetree top runs in this pane: frozen, it could not thaw it.')(view, context);
}

/** On the row of a pane: all that was started in it. */
function keep(view: View, context: PressContext): Pressed {
  const row = selectedRow(view, context.rows);
  if (row?.kind !== 'pane') return keepOne(view, context);
  const processes = startedHeads(row.block.processes.values());
  if (processes.length > 0) return { view, effect: { kind: 'keep', blockId: row.blockId, processes } };
  return refusing('Nothing was started in this pane that could still be kept.')(view, context);
}

const keepOne = withProcess(({ blockId, process }: ProcessRow): Action => {
  const { lifetime, escapedTo } = process;
  if (escapedTo !== undefined) return refusing(`${nameOf(process)} has left the pane, and outlives it.`);
  if (lifetime === 'kept') {
    return refusing(`${nameOf(process)} is kept already. That cannot be taken back; k ends it.`);
  }
  return (view) => ({ view, effect: { kind: 'keep', blockId, processes: [process] } });
});
