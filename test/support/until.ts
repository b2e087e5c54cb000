import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Short against what is waited for. */
const pauseMs = 5;

/** A condition that takes long, as one that reads all of /proc, is asked less often: waiting must not load the machine. */
const pauseShare = 2;
const longestPauseMs = 50;

/** Of what was waited for, in the line that says how long. */
const longestSaid = 100;

/** Between two readings of the machine's load. */
const loadReadingMs = 50;

/** A deadline is stretched up to this many times. */
const mostStretch = 8;

/** How many times longer to wait on a slow machine. `machine.ts` measures it where the environment does not name it. */
const patience = Number(process.env['PANETREE_TEST_PATIENCE'] ?? 1);

export interface Deadline {
  /** What is waited for, as the failure says it; a function is asked at the end, to tell what was seen last. */
  readonly what: string | (() => string);
  /** Default 5000. */
  readonly withinMs?: number;
}

/**
 * Asks until the answer is truthy and gives that answer; fails with what was waited for. Where more threads want to run
 * than there are cores, the deadline is stretched by that ratio, measured during the wait, and that is said.
 */
export async function until<T>(condition: () => T | Promise<T>, deadline: Deadline): Promise<NonNullable<T>> {
  const { what } = deadline;
  const withinMs = (deadline.withinMs ?? 5000) * patience;
  const startedAt = performance.now();
  const load = new Load();
  for (;;) {
    const askedAt = performance.now();
    const answer = await condition();
    const elapsedMs = performance.now() - startedAt;
    if (answer) {
      if (elapsedMs > withinMs) say(deadline, { withinMs, elapsedMs });
      return answer;
    }
    if (elapsedMs >= withinMs * load.stretch()) {
      throw new Error(`not within ${Math.round(elapsedMs)} ms: ${typeof what === 'string' ? what : what()}`);
    }
    load.read(elapsedMs);
    await pause(pauseAfter(performance.now() - askedAt));
  }
}

/** Holds that something does not come to be: fails as soon as the condition is true. */
export async function never(condition: () => boolean | Promise<boolean>, deadline: Deadline): Promise<void> {
  const { what, withinMs = 200 } = deadline;
  const quietUntil = performance.now() + withinMs;
  while (performance.now() < quietUntil) {
    if (await condition()) throw new Error(`came to be: ${typeof what === 'string' ? what : what()}`);
    await pause(pauseMs);
  }
}

/** The mean of how many threads wanted to run during a wait. Linux only; elsewhere no deadline is stretched. */
class Load {
  #nextMs = 0;
  #readings = 0;
  #wanting = 0;

  read(elapsedMs: number): void {
    if (process.platform !== 'linux' || elapsedMs < this.#nextMs) return;
    this.#nextMs = elapsedMs + loadReadingMs;
    this.#readings += 1;
    this.#wanting += wantingToRun();
  }

  stretch(): number {
    const mean = this.#readings === 0 ? 0 : this.#wanting / this.#readings;
    return Math.min(Math.max(mean / availableParallelism(), 1), mostStretch);
  }
}

/** The fourth field of proc_loadavg(5): threads that run or could run. */
function wantingToRun(): number {
  const [, , , threads = ''] = readFileSync('/proc/loadavg', 'utf8').split(' ');
  return Number(threads.split('/', 1)[0]);
}

function say(
  { what }: Deadline,
  { withinMs, elapsedMs }: { readonly withinMs: number; readonly elapsedMs: number },
) {
  const [whole = ''] = (typeof what === 'string' ? what : what()).split('\n', 1);
  const line = whole.slice(0, longestSaid);
  process.stderr.write(
    `deadline stretched: ${Math.round(elapsedMs)} ms instead of ${withinMs} ms for: ${line}\n`,
  );
}

function pauseAfter(costMs: number): number {
  return Math.min(Math.max(pauseMs, pauseShare * costMs), longestPauseMs);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
