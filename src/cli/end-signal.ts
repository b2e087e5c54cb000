import type { RootExit } from '../index.js';

const endSignals = ['SIGTERM', 'SIGHUP'] as const;

export interface EndSignal {
  /** Resolves when somebody asks this process to end. */
  readonly received: Promise<RootExit>;
  /** Aborted by the next such signal: what is left is to be forced at once. */
  readonly again: AbortSignal;
  stop(): void;
}

/** Being asked to end means ending the pane first, so the default action must not come before that. */
export function onEndSignal(signals: readonly NodeJS.Signals[] = endSignals): EndSignal {
  const first = new AbortController();
  const again = new AbortController();
  const listener = (signal: NodeJS.Signals) => (first.signal.aborted ? again : first).abort(signal);
  for (const signal of signals) process.on(signal, listener);
  return {
    received: new Promise((resolve) => {
      first.signal.addEventListener('abort', () =>
        resolve({ exitCode: undefined, signal: String(first.signal.reason) }),
      );
    }),
    again: again.signal,
    stop: () => {
      for (const signal of signals) process.off(signal, listener);
    },
  };
}
