import type { offeredSignals } from '../../wire/kill.js';

/** What each offered signal asks of a process. */
export const signalMeanings: Readonly<Record<(typeof offeredSignals)[number], string>> = {
  SIGINT: 'as Ctrl+C',
  SIGTERM: 'asks it to end',
  SIGKILL: 'ends it at once',
  SIGSTOP: 'holds it',
  SIGCONT: 'lets it go on',
  SIGHUP: 'its terminal is gone',
};
