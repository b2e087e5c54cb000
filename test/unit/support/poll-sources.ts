import type { Tick } from '../../../src/platform/contract.js';
import type { PollSource } from '../../../src/poller/poller.js';
import { gate } from './gate.js';

/** Answers at once and remembers in which ticks it was looked at. */
export function countingSource(): PollSource & { readonly ticks: readonly Tick[] } {
  const ticks: Tick[] = [];
  return {
    ticks,
    look: async (tick) => void ticks.push(tick),
    settled: async () => undefined,
  };
}

export interface BlockedSource extends PollSource {
  readonly looks: number;
  /** Lets the look under way return. */
  release(): void;
}

/** Answers only when it is told to. */
export function blockedSource(): BlockedSource {
  let looks = 0;
  let answer = gate();
  return {
    get looks() {
      return looks;
    },
    look: () => {
      looks++;
      answer = gate();
      return answer.opened;
    },
    release: () => answer.open(),
    settled: async () => undefined,
  };
}
