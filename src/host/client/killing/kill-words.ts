import type { KillAsk } from './kill-ask.js';

/** What is said before somebody confirms. */
export interface KillWords {
  readonly question: string;
  /** What a yes does, in a word or two. */
  readonly verb: string;
  readonly explanation: string;
}

type Saying = readonly [question: (subject: string) => string, verb: string, explanation: string];

const sayings: Readonly<Record<Exclude<KillAsk['kind'], 'signal'>, Saying>> = {
  process: [
    (subject) => `End ${subject}?`,
    'End process',
    'It is asked to end with SIGTERM, and ended by force if it does not.',
  ],
  subtree: [
    (subject) => `End ${subject} and all it started?`,
    'End them',
    'They are asked to end with SIGTERM, and ended by force if they do not. What has detached itself goes on.',
  ],
  block: [
    (subject) => `End everything in ${subject}?`,
    'End all',
    'Its shell ends too. The pane stays until it is closed.',
  ],
  pane: [(subject) => `Close ${subject}?`, 'Close pane', 'Everything that runs in it ends.'],
  run: [
    (subject) => `Stop ${subject}?`,
    'Stop run',
    'What this run has started ends, and nothing of another one.',
  ],
  leftover: [(subject) => `End ${subject}?`, 'Reap', 'An earlier host has left it behind.'],
};

export function killWords(ask: KillAsk, subject: string): KillWords {
  if (ask.kind === 'signal') {
    const verb = `Send ${ask.signal}`;
    return { question: `${verb} to ${subject}?`, verb, explanation: 'This one signal and no more.' };
  }
  const [question, verb, explanation] = sayings[ask.kind];
  return { question: question(subject), verb, explanation };
}
