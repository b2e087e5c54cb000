// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmdirSync } from 'node:fs';

/** In a session of its own: the ID of one from outside reads 0 in the namespace. */
const unshare = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child=SIGKILL', 'setsid'];

/** As PID 1 it collects whatever loses its parent, and passes signals on. */
const init = [
  '/bin/bash',
  '-c',
  'trap \'kill -TERM "$!"\' TERM INT HUP; "$@" & wait "$!" || wait "$!"',
  'tests',
];

/** Whether `Isolation` hides the processes of a command: namespaces need root, and Linux. */
export function canHideProcesses() {
  const [file = '', ...args] = unshare;
  return process.platform === 'linux' && spawnSync(file, [...args, '/bin/bash', '-c', 'true']).status === 0;
}

/**
 * A PID namespace and a cgroup for one run of tests. A host that starts ends what dead hosts have left, wherever it finds
 * that: a host of another run must not be able to. Where there are no namespaces the run has a cgroup alone, or nothing.
 */
export class Isolation {
  #directory;
  #hidesProcesses;

  /** @param {string} name */
  constructor(name) {
    this.#directory = makeCgroup(`panetree-${process.pid}-${name}`);
    this.#hidesProcesses = canHideProcesses();
  }

  /**
   * The command that runs this one inside.
   * @param {readonly [string, ...string[]]} command
   * @returns {readonly [string, ...string[]]}
   */
  inside(command) {
    const hidden = this.#hidesProcesses ? [...unshare, ...init, ...command] : command;
    if (this.#directory === undefined) return nonEmpty(hidden);
    return ['/bin/sh', '-c', 'echo "$$" >"$0/cgroup.procs" && exec "$@"', this.#directory, ...hidden];
  }

  /**
   * unshare(1) ignores signals. Its only child passes them on.
   * @param {number} pid
   * @param {NodeJS.Signals} signal
   */
  signal(pid, signal) {
    process.kill(this.#hidesProcesses ? (childOf(pid) ?? pid) : pid, signal);
  }

  /** Gives the cgroups that are not empty. */
  remove() {
    return this.#directory === undefined ? [] : removeEmpty(this.#directory);
  }
}

/**
 * @param {readonly string[]} command
 * @returns {readonly [string, ...string[]]}
 */
function nonEmpty([file = '', ...args]) {
  return [file, ...args];
}

/** @param {number} pid */
function childOf(pid) {
  const text = readOrNothing(`/proc/${pid}/task/${pid}/children`) ?? '';
  return Number.parseInt(text, 10) || undefined;
}

/**
 * Below the cgroup of this process; undefined where none can be made.
 * @param {string} name
 */
function makeCgroup(name) {
  const mounts = readOrNothing('/proc/self/mountinfo')?.split('\n') ?? [];
  const mount = mounts.findLast((line) => line.includes(' - cgroup2 '))?.split(' ')[4];
  const paths = readOrNothing('/proc/self/cgroup')?.split('\n') ?? [];
  const path = paths.find((line) => line.startsWith('0::'))?.slice('0::'.length);
  if (mount === undefined || path === undefined) return undefined;
  const directory = `${mount}${path}`.replace(/\/?$/, `/${name}`);
  try {
    mkdirSync(directory);
    return directory;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} directory
 * @returns {readonly string[]}
 */
function removeEmpty(directory) {
  const entries = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const left = entries.flatMap(({ name }) => removeEmpty(`${directory}/${name}`));
  try {
    rmdirSync(directory);
    return left;
  } catch {
    return [...left, directory];
  }
}

/** @param {string} path */
function readOrNothing(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
