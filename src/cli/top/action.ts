import { exitWords } from '../../host/client/exit-words.js';
import { nameOf } from '../../host/client/titles.js';
import type { Mode } from './mode.js';
import { warned } from './notice.js';
import type { Pressed, PressContext } from './pressed.js';
import type { ProcessRow } from './row.js';
import { selectedRow } from './selection.js';
import type { View } from './view.js';

/** What a key does. */
export type Action = (view: View, context: PressContext) => Pressed;

export type Keys = Readonly<Record<string, Action>>;

export function into(mode: Mode): Action {
  return (view) => ({ view: { ...view, mode, notice: undefined } });
}

/** Says why nothing is done. */
export function refusing(text: string): Action {
  return (view, { scene }) => ({ view: warned(view, text, scene.now) });
}

/** For a row of a process that is there; says what is wrong with another one. */
export function withProcess(act: (row: ProcessRow) => Action): Action {
  return (view, context) => {
    const row = selectedRow(view, context.rows);
    if (row?.kind !== 'process') return refusing('Choose a process first.')(view, context);
    if (row.ended === undefined) return act(row)(view, context);
    const text = `${nameOf(row.process)} has gone already: ${exitWords(row.ended)}.`;
    return refusing(text)(view, context);
  };
}
