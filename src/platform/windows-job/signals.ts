import type { SignalOutcome } from '../contract.js';
import type { JobHelper, Outcome, Target } from './job-helper.js';

type Way = 'break' | 'close' | 'suspend' | 'resume' | 'end';

/** What comes nearest to a signal here. A window is asked to close, a console program is sent Ctrl-Break. */
const ways: Partial<Record<NodeJS.Signals, readonly Way[]>> = {
  SIGHUP: ['break'],
  SIGINT: ['break'],
  SIGBREAK: ['break'],
  SIGQUIT: ['break'],
  SIGTERM: ['close', 'break'],
  SIGKILL: ['end'],
  SIGSTOP: ['suspend'],
  SIGCONT: ['resume'],
};

/** `denied` where there is nothing to send, be it that the signal has no likeness or that nobody would hear it. */
export async function send(
  helper: JobHelper,
  { job, target }: { readonly job: string; readonly target: Target },
  signal: NodeJS.Signals,
): Promise<SignalOutcome> {
  const outcomes: Outcome[] = [];
  for (const way of ways[signal] ?? []) outcomes.push(await act(helper, { job, target, way }));
  if (outcomes.includes('done')) return 'signalled';
  return (
    outcomes.find((outcome) => outcome !== 'denied' && outcome !== 'unsupported' && outcome !== 'done') ??
    'denied'
  );
}

function act(
  helper: JobHelper,
  { job, target, way }: { readonly job: string; readonly target: Target; readonly way: Way },
): Promise<Outcome> {
  if (way === 'end') return helper.end(job, target);
  return way === 'break' || way === 'close' ? helper.signal(target, way) : helper[way](target);
}
