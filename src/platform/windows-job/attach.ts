import type { AttachOutcome, ProcessRef } from '../contract.js';
import { inWords } from '../posix/system-error.js';
import { toBirth } from './births.js';
import { isDenied, saysGone } from './failures.js';
import type { JobHelper, SeenProcess, Target } from './job-helper.js';
import { descendants } from './process-tree.js';

/** A tree that forks faster than it can be taken in is left as it is then. */
const mostPasses = 100;

export interface AttachContext {
  readonly helper: JobHelper;
  readonly block: string;
  /** The job to put them into: the block's, or that of one of its runs. */
  readonly job: string;
}

/** The root first: what it starts from then on is born inside. Again and again until a pass finds nobody outside. */
export async function attachTree(
  root: number,
  { helper, block, job }: AttachContext,
): Promise<AttachOutcome> {
  const wasMember = await helper.contains(block, root);
  const tried = new Set<string>();
  const moved: ProcessRef[] = [];
  for (let pass = 0; pass < mostPasses; pass++) {
    const tree = descendants(await helper.table(), root);
    if (tree.length === 0 && pass === 0) return { status: 'already-gone' };
    const untried = tree.filter(({ pid, birth }) => !tried.has(`${pid} ${birth}`));
    // In a job of this host's already, be it of another block.
    const inside = await Promise.all(untried.map(({ pid }) => helper.contains(undefined, pid)));
    const outside = untried.filter((_, index) => inside[index] !== true);
    if (outside.length === 0) break;
    for (const each of outside) {
      tried.add(`${each.pid} ${each.birth}`);
      const outcome = await take(each, { helper, job });
      if (outcome.status === 'taken') moved.push(outcome.process);
      else if (each.pid === root) return outcome;
    }
  }
  return { status: wasMember ? 'member' : 'late', processes: moved };
}

type TakeOutcome =
  | { readonly status: 'taken'; readonly process: ProcessRef }
  | { readonly status: 'already-gone' }
  | { readonly status: 'denied'; readonly reason: string };

async function take(
  { pid, birth }: SeenProcess,
  { helper, job }: Pick<AttachContext, 'helper' | 'job'>,
): Promise<TakeOutcome> {
  if (birth === undefined) return { status: 'denied', reason: `PID ${pid} cannot be opened` };
  const target: Target = { pid, birth };
  try {
    await helper.assign(job, target);
    return { status: 'taken', process: { pid, birth: toBirth(birth) } };
  } catch (error) {
    if (saysGone(error)) return { status: 'already-gone' };
    if (isDenied(error)) return { status: 'denied', reason: inWords(error) };
    const [now] = await helper.usage([pid]);
    if (now?.birth !== birth) return { status: 'already-gone' };
    throw error;
  }
}
