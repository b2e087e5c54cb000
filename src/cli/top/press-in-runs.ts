import { isAlive, runName } from '../../host/client/run-words.js';
import { into, type Keys, refusing } from './action.js';
import type { Pressed, PressContext } from './pressed.js';
import { selectedRow } from './selection.js';
import type { View } from './view.js';

export const runKeys: Keys = { k: askToStop };

/** One that is over may have left processes behind. */
function askToStop(view: View, context: PressContext): Pressed {
  const row = selectedRow(view, context.rows);
  if (row?.kind !== 'run') return { view };
  const { run, living } = row;
  if (isAlive(run) || living > 0) {
    return into({ kind: 'ask', ask: { kind: 'run', runId: run.runId } })(view, context);
  }
  return refusing(`${runName(run)} is over, and nothing of it is left.`)(view, context);
}
