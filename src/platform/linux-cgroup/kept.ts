import { directoriesIn, moveProcesses, removeTree } from './control-files.js';
import { isInState } from './freezer.js';
import { pidsIn } from './kill-tree.js';

/** How long a kept subtree that forks all the time may take to be let go. */
const letGoBoundMs = 1000;

/**
 * The kept go back to where they would live without us, so that no directory of ours outlives the pane.
 * False when some are still there at the end.
 */
export async function letGo(directory: string, home: string): Promise<boolean> {
  const deadlineAt = performance.now() + letGoBoundMs;
  do {
    for (const each of await directoriesIn(directory)) {
      const processes = pidsIn(each).map((pid) => ({ pid }));
      await moveProcesses(processes, home, deadlineAt);
    }
  } while (isInState(directory, 'populated') && performance.now() < deadlineAt);
  return removeTree(directory, deadlineAt);
}
