import { spawnSync } from 'node:child_process';
import { processesProgram } from './given.js';
import type { Oracle, Running } from './oracle.js';

/** A process by its PID and its creation time. */
interface Known extends Running {
  readonly pid: number;
}

/** A look that is as old as this is taken for an answer once more: a program is started for each. */
const freshMs = 20;
/** Some thousand command lines of the greatest length. */
const maxBuffer = 1 << 28;

/** Processes as Windows lists them, read by `processes.c`. */
export class WindowsOracle implements Oracle {
  #last: ReadonlySet<string> = new Set();
  #freshUntil = 0;

  processes(): readonly Known[] {
    const { status, stdout, error } = spawnSync(processesProgram, [], {
      encoding: 'utf8',
      maxBuffer,
      windowsHide: true,
    });
    if (status !== 0) throw new Error(`${processesProgram} failed: ${error?.message ?? status}`);
    const running = stdout.split(/\r?\n/).filter((line) => line !== '');
    const known = running.map(toKnown);
    this.#last = new Set(known.map(({ key }) => key));
    this.#freshUntil = performance.now() + freshMs;
    return known;
  }

  isRunning(key: string): boolean {
    if (performance.now() > this.#freshUntil) this.processes();
    return this.#last.has(key);
  }
}

function toKnown(line: string): Known {
  const [, pid, birth, command = ''] = /^(\d+) (\d+) \d+ (.*)$/.exec(line) ?? [];
  if (pid === undefined) throw new Error(`what is this process? ${line}`);
  return { key: `${pid} ${birth}`, command, pid: Number(pid) };
}
