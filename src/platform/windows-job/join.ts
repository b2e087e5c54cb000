import type { JoinOutcome } from '../contract.js';
import { until } from '../until.js';
import { toBirth } from './births.js';
import type { Launchers } from './launchers.js';
import type { JobHelper, SeenProcess } from './job-helper.js';

/** The launcher joins within some 10 ms; one that has not by then is said not to have. */
const joinBoundMs = 3000;

export interface JoinContext {
  /** The members now, shown to the launchers. */
  readonly look: () => Promise<readonly SeenProcess[]>;
  readonly helper: JobHelper;
  readonly launchers: Launchers;
}

/** Waits until the command is inside. A launcher that is in a foreign job does not join, but sees to it that its command does. */
export async function joinOf(launcher: number, around: JoinContext): Promise<JoinOutcome> {
  let outcome: JoinOutcome | undefined;
  let isInside = false;
  await until(async () => {
    isInside = (await around.look()).some(({ pid }) => pid === launcher);
    outcome = await decide(launcher, around);
    return outcome !== undefined;
  }, performance.now() + joinBoundMs);
  // Its command will be inside as well, however long it takes to start.
  if (outcome === undefined && isInside) return { status: 'joined' };
  if (outcome?.status !== 'joined') around.launchers.drop(launcher);
  return outcome ?? { status: 'not-joined', reason: `it was not in its job after ${joinBoundMs} ms` };
}

async function decide(
  launcher: number,
  { helper, launchers }: JoinContext,
): Promise<JoinOutcome | undefined> {
  const command = launchers.commandOf(launcher);
  const [seen] = await helper.usage([launcher]);
  if (command === undefined) return seen === undefined ? { status: 'already-gone' } : undefined;
  if (seen === undefined) launchers.drop(launcher);
  else launchers.confirm(launcher, seen.birth);
  return { status: 'joined', process: { pid: command.pid, birth: toBirth(command.birth) } };
}
