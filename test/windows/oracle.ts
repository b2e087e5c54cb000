import { truth } from './given.js';
import { LinuxOracle } from './wine-oracle.js';
import { WindowsOracle } from './windows-oracle.js';

/** A process as whoever is asked knows it. */
export interface Running {
  /** Tells it from every other one, for good. */
  readonly key: string;
  readonly command: string;
}

/** Who says what is true. Nothing of the code under test is in it. */
export interface Oracle {
  /** Every live process whose command line can be read. */
  readonly processes: () => readonly Running[];
  readonly isRunning: (key: string) => boolean;
}

export interface Seen extends Running {
  /** What of the command line a look was for. */
  readonly found: string;
}

const oracle: Oracle = truth === 'linux' ? new LinuxOracle() : new WindowsOracle();

/** Every live process whose command line has what `pattern` captures first. */
export function search(pattern: RegExp, asked: Oracle = oracle): readonly Seen[] {
  return asked.processes().flatMap((running) => {
    const found = pattern.exec(running.command)?.[1];
    return found === undefined ? [] : [{ ...running, found }];
  });
}

/** What has left its job is carried out of the system a moment later. */
const deathMs = 150;
const pauseMs = 2;
const clock = new Int32Array(new SharedArrayBuffer(4));
/** Nothing of ours happens before the next turn of the loop: until then, one such moment is enough for all. */
let waitedUntil: number | undefined;

export function isAlive({ key }: Running): boolean {
  if (waitedUntil === undefined) {
    waitedUntil = performance.now() + deathMs;
    setImmediate(() => (waitedUntil = undefined));
  }
  for (; oracle.isRunning(key); Atomics.wait(clock, 0, 0, pauseMs)) {
    if (performance.now() >= waitedUntil) return true;
  }
  return false;
}
