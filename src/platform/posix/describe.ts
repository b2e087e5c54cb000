import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import type { ProcessRef } from '../contract.js';
import type { BootClock } from './boot-clock.js';
import { toCommandLine, toName } from './command-line.js';
import { isLauncher } from './launcher.js';
import { readBudget } from './read-budget.js';
import { idInside, readArgumentsOf, readProcStat } from './proc-stat.js';
import { unlessHidden } from './system-error.js';

/** What `/proc` tells of a process that is going to be listed. */
export interface Description extends ProcessRef {
  readonly ppid: number;
  readonly name: string;
  /** `[name]` for a blank title; undefined in the middle of an exec, for a process that has none, and where `brief`. */
  readonly command: string | undefined;
  readonly startedAt: number;
  readonly processGroup: number | undefined;
  readonly systemSession: number | undefined;
  /** Whether it can be a launcher on its way to a command: if it is, only whoever waits for its join can tell. */
  readonly isStarting: boolean;
}

/** `brief`: without what is in the memory of the process. Undefined when it has gone. */
export function describe(
  pid: number,
  clock: BootClock,
  how: 'whole' | 'brief' = 'whole',
): Description | undefined {
  const stat = readProcStat(pid);
  const args =
    stat === undefined ? undefined : how === 'brief' ? [] : readBudget.spend(() => readArgumentsOf(stat));
  if (stat === undefined || args === undefined) return undefined;
  const name = toName({ name: stat.name, args, program: () => programOf(pid) });
  return {
    pid,
    birth: clock.birthOf(stat),
    ppid: stat.ppid,
    name,
    command: args.length === 0 ? undefined : toCommandLine(args) || `[${name}]`,
    startedAt: clock.startedAt(stat),
    processGroup: idInside(stat.group),
    systemSession: idInside(stat.session),
    // A launcher becomes its command by an exec, in which the arguments read as empty for a moment.
    isStarting: isLauncher(args) || (args.length === 0 && stat.state !== 'Z'),
  };
}

/** What the kernel adds to the path of a file that has been removed. */
const deletedSuffix = ' (deleted)';

function programOf(pid: number): string | undefined {
  const file = unlessHidden(() => readlinkSync(`/proc/${pid}/exe`));
  return file === undefined ? undefined : basename(file.replace(deletedSuffix, ''));
}
