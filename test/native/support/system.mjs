// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtNative } from '../../../scripts/build-native.mjs';
import { buildPrograms, copyHelper } from '../../windows/programs.mjs';
import { closePrefix, openPrefix, startInWine, toWindows, whyNoPrefix } from '../../windows/wine-prefix.mjs';

const isWindows = process.platform === 'win32';
const stdio = /** @type {const} */ (['pipe', 'pipe', 'inherit']);

/** Why the helper cannot run here; undefined if it can. */
export function missingSystem() {
  const why = isWindows ? undefined : whyNoPrefix();
  if (why !== undefined) return why;
  const { missing } = builtNative();
  return missing;
}

/** What the tests start, in a directory of its own. */
class Programs {
  directory = mkdtempSync(join(tmpdir(), 'panetree-native-'));
  helper = join(this.directory, 'panetree-job.exe');
  actor = join(this.directory, 'actor.exe');
  window = join(this.directory, 'window.exe');
  processes = join(this.directory, 'processes.exe');

  build() {
    copyHelper(this.directory);
    buildPrograms(this.directory, ['actor', 'window', 'processes']);
  }

  remove() {
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** Asked of Windows itself. */
class RealWindows extends Programs {
  name = 'Windows';

  async open() {
    this.build();
  }

  /** @param {string} file @param {readonly string[]} args */
  spawn(file, args) {
    return spawn(file, args, { stdio: [...stdio], windowsHide: true });
  }

  /** @param {string} path */
  toWindows(path) {
    return path;
  }

  actorsAlive() {
    return this.#table().filter(({ command }) => command.replace(/^"/, '').startsWith(this.actor)).length;
  }

  /** @param {number} pid */
  residentBytes(pid) {
    return this.#table().find((each) => each.pid === pid)?.residentBytes ?? 0;
  }

  close() {
    this.remove();
  }

  #table() {
    const { stdout, status } = spawnSync(this.processes, { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`${this.processes} exited with ${status}`);
    return stdout.split(/\r?\n/).flatMap((line) => {
      const [, pid, residentBytes, command = ''] = /^(\d+) \d+ (\d+) (.*)$/.exec(line) ?? [];
      return pid === undefined ? [] : [{ pid: Number(pid), residentBytes: Number(residentBytes), command }];
    });
  }
}

/** Asked of Linux. */
class Wine extends Programs {
  name = 'Wine';

  async open() {
    this.build();
    await openPrefix(this.window);
  }

  /** @param {string} file @param {readonly string[]} args */
  spawn(file, args) {
    return startInWine([file, ...args], { stdio: [...stdio] });
  }

  toWindows = toWindows;

  /** The gates have the name of an actor in their command line as well, but not at its start. */
  actorsAlive() {
    return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && this.#isActor(commandOf(pid))).length;
  }

  /** @param {string} command */
  #isActor(command) {
    const [file = ''] = command.replaceAll('"', '').split(/(?<=actor\.exe)(?=\0| |$)/);
    return !file.includes('\0') && file.replaceAll('\\', '/').endsWith(this.actor);
  }

  /** @param {number} pid */
  residentBytes(pid) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  close() {
    closePrefix();
    this.remove();
  }
}

/** Empty for what has gone. @param {string} pid */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** @typedef {RealWindows | Wine} System */

/** The system itself, or Wine. @returns {System} */
export function systemHere() {
  return isWindows ? new RealWindows() : new Wine();
}
