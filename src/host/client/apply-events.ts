import type { HostEvent } from '../wire/events.js';
import { Draft } from './draft.js';
import { keyOf } from './identity.js';
import type { HostView } from './host-view.js';

export interface EventBatch {
  readonly firstSeq: number;
  readonly events: readonly HostEvent[];
}

/**
 * The state after the events that are new to it. `undefined`: some are missing in between, so that only a fresh
 * snapshot helps.
 */
export function applyEvents(state: HostView, batch: EventBatch, noticedAt: number): HostView | undefined {
  const { firstSeq, events } = batch;
  if (firstSeq > state.seq + 1) return undefined;
  const fresh = events.slice(state.seq + 1 - firstSeq);
  if (fresh.length === 0) return state;
  const draft = new Draft(state);
  for (const event of fresh) apply(draft, event, noticedAt);
  return draft.finish(state.seq + fresh.length);
}

type EventOf<Type extends HostEvent['type']> = Extract<HostEvent, { readonly type: Type }>;
type Appliers = {
  readonly [Type in HostEvent['type']]: (draft: Draft, event: EventOf<Type>, noticedAt: number) => void;
};

const appliers: Appliers = {
  'block-opened': (draft, { blockId, generation, confidence, reasons }) => {
    const fresh = { blockSeq: 0, state: 'open', isFrozen: false, failure: undefined } as const;
    draft.open({ ...fresh, blockId, generation, confidence, reasons, processes: new Map() });
  },
  'process-added': put,
  'process-changed': put,
  'process-exited': (draft, event, noticedAt) => {
    const { blockId, generation, blockSeq, process, reason, exitCode, signal, observedAt } = event;
    const key = keyOf(process);
    draft.change(blockId, generation, { blockSeq })?.processes.delete(key);
    draft.end({ key, blockId, process, reason, exitCode, signal, observedAt, noticedAt });
  },
  'block-empty': (draft, { blockId, generation, blockSeq }) => {
    draft.change(blockId, generation, { blockSeq });
  },
  'confidence-changed': (draft, { blockId, generation, to, reasons }) => {
    draft.change(blockId, generation, { confidence: to, reasons });
  },
  'limit-reached': () => {
    // Usage counts them.
  },
  'frozen-changed': (draft, { blockId, generation, isFrozen }) => {
    draft.change(blockId, generation, { isFrozen });
  },
  'poll-failed': (draft, { blockId, generation, failure }) => {
    draft.change(blockId, generation, { failure });
  },
  'poll-recovered': (draft, { blockId, generation }) => {
    draft.change(blockId, generation, { failure: undefined });
  },
  'block-closing': (draft, { blockId, generation }) => {
    draft.change(blockId, generation, { state: 'closing' });
  },
  'block-closed': (draft, { blockId, generation }) => {
    draft.close(blockId, generation);
  },
  'pane-opened': putPane,
  'pane-changed': putPane,
  'pane-closed': (draft, { blockId, generation }) => {
    if (draft.panes.get(blockId)?.generation === generation) draft.panes.delete(blockId);
  },
  'run-started': putRun,
  'run-changed': putRun,
  'run-forgotten': (draft, { runId }) => {
    draft.runs.delete(runId);
  },
  'leftovers-changed': (draft, { leftovers }) => {
    draft.leftovers = leftovers;
  },
  'message-sent': () => {
    // Nobody is shown messages.
  },
};

function apply<Type extends HostEvent['type']>(draft: Draft, event: EventOf<Type>, noticedAt: number): void {
  const applier: Appliers[Type] = appliers[event.type];
  applier(draft, event, noticedAt);
}

function put(draft: Draft, event: EventOf<'process-added' | 'process-changed'>): void {
  const { blockId, generation, blockSeq, process } = event;
  draft.change(blockId, generation, { blockSeq })?.processes.set(keyOf(process), process);
}

function putPane(draft: Draft, { pane }: EventOf<'pane-opened' | 'pane-changed'>): void {
  draft.panes.set(pane.blockId, pane);
}

function putRun(draft: Draft, { run }: EventOf<'run-started' | 'run-changed'>): void {
  draft.runs.set(run.runId, run);
}
