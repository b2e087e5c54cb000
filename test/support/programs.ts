import { fileURLToPath } from 'node:url';
import { carriersOf, inWords, type Seen, zombieChildrenOf } from './oracle.js';
import { until } from './until.js';

/** A fixture program: it takes its token as its only argument and all it starts carries that token. */
export interface Program {
  readonly name: string;
  readonly file: string;
  /** Live processes once it has settled, the root among them where it stays. */
  readonly processes: number;
  /** Of those, how many are there after SIGKILL of the root alone: the negative control. */
  readonly survivors: number;
  /** How many of them are `sleep`, so that one on its way to be is not taken for it. */
  readonly sleepers: number;
  readonly stopped?: number;
  readonly zombies?: number;
}

type Traits = Pick<Program, 'processes' | 'survivors' | 'sleepers'> & Partial<Program>;

const directory = fileURLToPath(new URL('../fixtures/programs/', import.meta.url));

function define(name: string, traits: Traits): Program {
  return { name, file: `${directory}${name}.sh`, ...traits };
}

export const programs = {
  'plain-child': define('plain-child', { processes: 2, survivors: 1, sleepers: 1 }),
  background: define('background', { processes: 3, survivors: 2, sleepers: 2 }),
  nohup: define('nohup', { processes: 2, survivors: 1, sleepers: 1 }),
  disown: define('disown', { file: `${directory}disown.bash`, processes: 1, survivors: 1, sleepers: 1 }),
  setsid: define('setsid', { processes: 2, survivors: 1, sleepers: 1 }),
  'double-fork': define('double-fork', { processes: 3, survivors: 2, sleepers: 2 }),
  trap: define('trap', { processes: 2, survivors: 1, sleepers: 1 }),
  stopped: define('stopped', { processes: 2, survivors: 1, sleepers: 0, stopped: 1 }),
  'fork-storm': define('fork-storm', { processes: 129, survivors: 128, sleepers: 64 }),
  'own-cgroups': define('own-cgroups', { processes: 3, survivors: 2, sleepers: 2 }),
  'stdout-holder': define('stdout-holder', { processes: 1, survivors: 1, sleepers: 1 }),
  'zombie-parent': define('zombie-parent', { processes: 2, survivors: 1, sleepers: 2, zombies: 1 }),
  'fast-exit-middle': define('fast-exit-middle', { processes: 22, survivors: 21, sleepers: 21 }),
  'env-i': define('env-i', { processes: 2, survivors: 1, sleepers: 1 }),
} as const satisfies Record<string, Program>;

/** Shapes that single cases need; they are not scenarios of their own. */
export const shapes = {
  branches: define('branches', { processes: 5, survivors: 4, sleepers: 2, stopped: 1 }),
  'threaded-cgroup': define('threaded-cgroup', { processes: 2, survivors: 1, sleepers: 1 }),
  'hidden-cgroup': define('hidden-cgroup', { processes: 2, survivors: 1, sleepers: 1 }),
  brief: define('brief', { processes: 2, survivors: 1, sleepers: 1 }),
  thousand: define('thousand', { processes: 1000, survivors: 1000, sleepers: 750, stopped: 250 }),
  execs: define('execs', { processes: 2, survivors: 1, sleepers: 1 }),
} as const satisfies Record<string, Program>;

/** Waits until everything the program starts runs, and gives it as /proc shows it. */
export function settle(
  program: Program,
  token: string,
  counts: (pid: number) => boolean = () => true,
): Promise<readonly Seen[]> {
  let seen: readonly Seen[] = [];
  return until(
    () => {
      seen = carriersOf(token).filter(({ pid }) => counts(pid));
      return isSettled(program, seen) ? seen : undefined;
    },
    { what: () => `${program.name} runs; seen: ${inWords(seen)}`, withinMs: 15_000 },
  );
}

function isSettled(program: Program, seen: readonly Seen[]): boolean {
  return (
    seen.length === program.processes &&
    seen.filter(({ name }) => name === 'sleep').length === program.sleepers &&
    seen.filter(({ state }) => state === 'T').length >= (program.stopped ?? 0) &&
    (program.zombies === undefined || zombiesOf(seen) === program.zombies)
  );
}

function zombiesOf(parents: readonly Seen[]): number {
  return parents.flatMap(({ pid }) => zombieChildrenOf(pid)).length;
}
