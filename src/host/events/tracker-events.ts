import type { BlockScope, SequencedScope, TrackerRegistry } from '../../index.js';
import type { HostEvent } from '../wire/index.js';

type Emit = (event: HostEvent) => void;

/** Passes on what a registry tells, in the words of the wire. Gives the function that ends it. */
export function followRegistry(registry: TrackerRegistry, emit: Emit): () => void {
  const ends = [
    ...followReads(registry, emit),
    registry.on('tracker-opened', (event) => emit({ type: 'block-opened', ...event })),
    registry.on('process-added', (event) =>
      emit({ type: 'process-added', ...scopeOf(event), process: event.process }),
    ),
    registry.on('process-changed', (event) =>
      emit({ type: 'process-changed', ...scopeOf(event), process: event.process }),
    ),
    registry.on('process-exited', ({ process, reason, exitCode, signal, observedAt, ...scope }) =>
      emit({ type: 'process-exited', ...scopeOf(scope), process, reason, exitCode, signal, observedAt }),
    ),
    registry.on('pane-empty', (event) => emit({ type: 'block-empty', ...scopeOf(event) })),
    registry.on('confidence-changed', (event) => emit({ type: 'confidence-changed', ...event })),
    registry.on('frozen-changed', (event) => emit({ type: 'frozen-changed', ...event })),
    registry.on('limit-reached', (event) => emit({ type: 'limit-reached', ...event })),
    registry.on('run-started', ({ run }) => emit({ type: 'run-started', run })),
    registry.on('run-changed', ({ run }) => emit({ type: 'run-changed', run })),
    registry.on('tracker-closed', (event) => emit({ type: 'block-closed', ...event })),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** A registry emits each failed read; clients are sent one again where its error is another one. */
function followReads(registry: TrackerRegistry, emit: Emit): readonly (() => void)[] {
  const sent = new Map<string, string>();
  const forget = ({ blockId }: BlockScope) => void sent.delete(blockId);
  return [
    registry.on('poll-failed', ({ error: { code, message }, ...scope }) => {
      const failure = { code, message };
      const text = JSON.stringify(failure);
      if (sent.get(scope.blockId) === text) return;
      sent.set(scope.blockId, text);
      emit({ type: 'poll-failed', ...scope, failure });
    }),
    registry.on('poll-recovered', (event) => {
      forget(event);
      emit({ type: 'poll-recovered', ...event });
    }),
    registry.on('tracker-closed', forget),
  ];
}

/** The registry counts for each block, the host for all of them. */
function scopeOf({ blockId, generation, seq }: SequencedScope) {
  return { blockId, generation, blockSeq: seq };
}
