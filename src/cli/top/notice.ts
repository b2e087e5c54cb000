import type { KillOutcome } from '../../host/client/killing/kill-outcome.js';
import type { Told } from './mode.js';
import type { View } from './view.js';

const shownMs = 6000;

function noted(view: View, { tone, summary }: Pick<KillOutcome, 'tone' | 'summary'>, now: number): View {
  return { ...view, notice: { tone, text: summary, until: now + shownMs } };
}

export function warned(view: View, summary: string, now: number): View {
  return noted(view, { tone: 'warning', summary }, now);
}

/** What went well is told in passing; anything else stays until it has been read. */
export function withOutcome(view: View, told: Told, now: number): View {
  const isWaiting = view.mode.kind === 'ending';
  const inPassing = toldInPassing(view, told, now);
  if (told.outcome.tone === 'good') return isWaiting ? { ...inPassing, mode: { kind: 'list' } } : inPassing;
  return isWaiting || view.mode.kind === 'list' ? { ...view, mode: { kind: 'outcome', told } } : inPassing;
}

/** As `withOutcome`, for what nobody waits for: something else may be waited for meanwhile. */
export function withAside(view: View, told: Told, now: number): View {
  if (view.mode.kind !== 'ending') return withOutcome(view, told, now);
  return toldInPassing(view, told, now);
}

function toldInPassing(view: View, { subject, outcome }: Told, now: number): View {
  return noted(view, { ...outcome, summary: `${subject}: ${outcome.summary}` }, now);
}

export function withoutOldNotice(view: View, now: number): View {
  return view.notice !== undefined && view.notice.until <= now ? { ...view, notice: undefined } : view;
}
