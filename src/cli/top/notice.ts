import type { KillOutcome } from './kill-outcome.js';
import type { View } from './view.js';

const shownMs = 6000;

export function noted(
  view: View,
  { tone, summary }: Pick<KillOutcome, 'tone' | 'summary'>,
  now: number,
): View {
  return { ...view, notice: { tone, text: summary, until: now + shownMs } };
}

export function warned(view: View, summary: string, now: number): View {
  return noted(view, { tone: 'warning', summary }, now);
}

/** What went well is told in passing; anything else stays until it has been read. */
export function withOutcome(view: View, outcome: KillOutcome, now: number): View {
  const isWaiting = view.mode.kind === 'ending';
  const told = noted(view, outcome, now);
  if (outcome.tone === 'good') return isWaiting ? { ...told, mode: { kind: 'list' } } : told;
  return isWaiting || view.mode.kind === 'list' ? { ...view, mode: { kind: 'outcome', outcome } } : told;
}

export function withoutOldNotice(view: View, now: number): View {
  return view.notice !== undefined && view.notice.until <= now ? { ...view, notice: undefined } : view;
}
