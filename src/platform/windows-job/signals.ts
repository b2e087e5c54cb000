import type { ProcessRef, SignalOutcome } from '../contract.js';
import { toTarget } from './births.js';
import { type ConsoleSender, sendToConsoles } from './consoles.js';
import type { JobHelper, Outcome, Target } from './job-helper.js';

type Way = 'interrupt' | 'break' | 'close' | 'suspend' | 'resume' | 'end';

/** What comes nearest to a signal here. A window is asked to close, a console is sent Ctrl-C or Ctrl-Break. */
const ways: Partial<Record<NodeJS.Signals, readonly Way[]>> = {
  SIGHUP: ['break'],
  SIGINT: ['interrupt'],
  SIGBREAK: ['break'],
  SIGQUIT: ['break'],
  SIGTERM: ['close', 'break'],
  SIGKILL: ['end'],
  SIGSTOP: ['suspend'],
  SIGCONT: ['resume'],
};

export interface Reach {
  readonly helper: JobHelper;
  readonly job: string;
  readonly consoles: ConsoleSender;
  /** Who may be in a console with the targets: launchers, which let it pass. */
  readonly beside: readonly Target[];
}

export interface Addressees {
  readonly targets: readonly ProcessRef[];
  readonly members: readonly Target[];
  readonly whyNoMember: (target: ProcessRef) => Promise<SignalOutcome>;
}

/** One outcome a target, in order; only members are sent anything. */
export async function signalMembers(
  reach: Reach,
  { targets, members, whyNoMember }: Addressees,
  signal: NodeJS.Signals,
): Promise<readonly SignalOutcome[]> {
  const known = new Set(members.map(keyOf));
  const inside = targets.map(toTarget).filter((target) => known.has(keyOf(target)));
  const sent = await send(reach, inside, signal);
  const outcomes = new Map(inside.map((target, index) => [keyOf(target), sent[index]]));
  return Promise.all(targets.map(async (each) => outcomes.get(keyOf(toTarget(each))) ?? whyNoMember(each)));
}

/** `denied` where there is nothing to send, be it that the signal has no likeness or that nobody would hear it. */
async function send(
  reach: Reach,
  targets: readonly Target[],
  signal: NodeJS.Signals,
): Promise<readonly SignalOutcome[]> {
  if (targets.length === 0) return [];
  const outcomes = await Promise.all((ways[signal] ?? []).map((way) => act(reach, targets, way)));
  return targets.map((_, index) => summed(outcomes.map((each) => each[index] ?? 'denied')));
}

async function act(reach: Reach, targets: readonly Target[], way: Way): Promise<readonly Outcome[]> {
  const { helper, job, consoles, beside } = reach;
  if (way === 'end') return Promise.all(targets.map((target) => helper.end(job, target)));
  if (way === 'suspend' || way === 'resume') return Promise.all(targets.map((target) => helper[way](target)));
  const reached =
    way === 'close'
      ? await helper.ask(targets)
      : await sendToConsoles(consoles, way, [...targets, ...beside]);
  return targets.map(({ pid }) => (reached.has(pid) ? 'done' : 'denied'));
}

function summed(outcomes: readonly Outcome[]): SignalOutcome {
  if (outcomes.includes('done')) return 'signalled';
  return outcomes.find((outcome) => outcome !== 'done' && outcome !== 'denied') ?? 'denied';
}

function keyOf({ pid, birth }: Target): string {
  return `${pid} ${birth}`;
}
