import type { JoinOutcome } from '../contract.js';
import { until } from '../until.js';
import { toBirth } from './births.js';
import type { Gates } from './gates.js';
import type { JobHelper, SeenProcess } from './job-helper.js';

/** The gate joins within some 10 ms; one that has not by then is said not to have. */
const joinBoundMs = 3000;

export interface JoinSurroundings {
  /** The members now, shown to the gates. */
  readonly look: () => Promise<readonly SeenProcess[]>;
  readonly helper: JobHelper;
  readonly gates: Gates;
}

/** Waits until the command is inside. A gate that is in a foreign job does not join, but sees to it that its command does. */
export async function joinOf(gate: number, around: JoinSurroundings): Promise<JoinOutcome> {
  let outcome: JoinOutcome | undefined;
  let isInside = false;
  await until(async () => {
    isInside = (await around.look()).some(({ pid }) => pid === gate);
    outcome = await decide(gate, around);
    return outcome !== undefined;
  }, performance.now() + joinBoundMs);
  // Its command will be inside as well, however long it takes to start.
  if (outcome === undefined && isInside) return { status: 'joined' };
  if (outcome?.status !== 'joined') around.gates.drop(gate);
  return outcome ?? { status: 'not-joined', reason: `it was not in its job after ${joinBoundMs} ms` };
}

async function decide(gate: number, { helper, gates }: JoinSurroundings): Promise<JoinOutcome | undefined> {
  const command = gates.commandOf(gate);
  const [seen] = await helper.usage([gate]);
  if (command === undefined) return seen === undefined ? { status: 'already-gone' } : undefined;
  if (seen === undefined) gates.drop(gate);
  else gates.confirm(gate, seen.birth);
  return { status: 'joined', process: { pid: command.pid, birth: toBirth(command.birth) } };
}
