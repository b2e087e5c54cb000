// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Sends a program a signal when the process that started it is killed. */
const guardian = 'setpriv';

/**
 * @typedef {object} Running
 * @property {import('node:child_process').ChildProcess} child
 * @property {NodeJS.Signals} ending
 * @property {Promise<unknown>} closed
 */

/** Temporary directories and the programs that work in them: none of them outlives this process. */
export class Workshop {
  /** @type {string[]} */
  #directories = [];
  /** @type {Set<Running>} */
  #running = new Set();
  scratch = this.makeDirectory(tmpdir());
  isInterrupted = false;

  constructor() {
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => void this.#closeFor(signal));
    }
    // However this process ends, short of being killed.
    process.on('exit', () => this.#removeDirectories());
  }

  /** @param {string} parent */
  makeDirectory(parent) {
    const directory = mkdtempSync(join(parent, 'panetree-vm-'));
    this.#directories.push(directory);
    return directory;
  }

  /**
   * Starts a program that gets the signal `ending` should it have to stop early, or this process be killed.
   * @param {readonly string[]} command
   * @param {NodeJS.Signals} [ending]
   */
  start(command, ending = 'SIGTERM') {
    const child = spawn(guardian, ['--pdeathsig', ending.slice('SIG'.length), ...command], {
      stdio: 'pipe',
      env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    const running = { child, ending, closed: once(child, 'close').catch(() => undefined) };
    this.#running.add(running);
    child.once('close', () => this.#running.delete(running));
    return child;
  }

  /**
   * Gives what the program said; rejects with the end of it unless the program ended well.
   * @param {readonly string[]} command
   * @param {NodeJS.Signals} [ending]
   */
  async run(command, ending) {
    const child = this.start(command, ending);
    child.stdin.end();
    const said = { out: '', all: '' };
    child.stdout.on('data', (/** @type {string} */ text) => (said.out += text));
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (/** @type {string} */ text) => (said.all += text));
    }
    const [code, signal] = await once(child, 'close');
    if (code === 0) return said.out;
    throw new Error(`${command.join(' ')} ended with ${signal ?? code}:\n${lastLines(said.all, 20)}`);
  }

  /** Ends what still runs. */
  async close() {
    const running = [...this.#running];
    for (const { child, ending } of running) child.kill(ending);
    await Promise.all(running.map(({ closed }) => closed));
  }

  #removeDirectories() {
    // What was killed together with its namespaces may still be on its way out.
    const patiently = { recursive: true, force: true, maxRetries: 10, retryDelay: 200 };
    for (const directory of this.#directories) rmSync(directory, patiently);
  }

  /** @param {'SIGINT' | 'SIGTERM' | 'SIGHUP'} signal */
  async #closeFor(signal) {
    this.isInterrupted = true;
    await this.close();
    process.exit(128 + constants.signals[signal]);
  }
}

/**
 * @param {string} text
 * @param {number} count
 */
export function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
