import type { Leftover } from '../../host/wire/leftover.js';
import { type Action, into, type Keys } from './action.js';
import { selectedRow } from './selection.js';

export const leftoverKeys: Keys = {
  a: withLeftover((leftover) => (view) => ({ view, effect: { kind: 'adopt', leftover } })),
  k: withLeftover(({ leftoverId }) => into({ kind: 'ask', ask: { kind: 'leftover', leftoverId } })),
};

/** A process of it stands for all of it. */
function withLeftover(act: (leftover: Leftover) => Action): Action {
  return (view, context) => {
    const row = selectedRow(view, context.rows);
    const isOfOne = row?.kind === 'leftover' || row?.kind === 'left-process';
    return isOfOne ? act(row.leftover)(view, context) : { view };
  };
}
