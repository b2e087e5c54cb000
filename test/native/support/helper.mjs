// @ts-check
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** Each of them has been somebody's bug in quoting. */
export const trickyArguments = [
  'a b',
  '',
  'x"y',
  'c\\',
  '\\\\"',
  'a\\\\ b\\\\',
  '*',
  '?.c',
  'ü€😀',
  '%PATH%',
  '^&|<>',
  '--',
  "'q'",
  'tab\there',
];

/** One running `panetree-job serve`. */
export class Helper {
  /** @type {any[]} */ hints = [];
  /** @type {any[]} */ stray = [];
  /** @type {any} */ hello;
  #nextId = 1;
  #waiting = new Map();
  #process;

  /**
   * @param {import('./system.mjs').System} system
   * @param {readonly string[]} options
   */
  constructor(system, options) {
    this.system = system;
    this.#process = system.spawn(system.helper, ['serve', ...options]);
    this.exited = once(this.#process, 'exit');
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#take(JSON.parse(line)));
  }

  /**
   * @param {import('./system.mjs').System} system
   * @param {readonly string[]} options
   */
  static async start(system, ...options) {
    const helper = new Helper(system, options);
    await until(() => helper.hello !== undefined, 'hello');
    return helper;
  }

  /**
   * @param {string} op
   * @param {object} fields
   * @returns {Promise<any>}
   */
  ask(op, fields = {}) {
    const id = this.#nextId++;
    this.write(`${JSON.stringify({ id, op, ...fields })}\n`);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** @param {string | Uint8Array} bytes */
  write(bytes) {
    this.#process.stdin.write(bytes);
  }

  /**
   * @param {string} job
   * @returns {Promise<any[]>}
   */
  async list(job) {
    const { lists } = await this.ask('list', { jobs: [job] });
    return lists[job];
  }

  /**
   * Starts a command behind the gate.
   * @param {string} name of the kernel object
   * @param {readonly string[]} command
   */
  exec(name, ...command) {
    return this.system.spawn(this.system.helper, ['exec', name, '--', ...command]);
  }

  /**
   * Sends Ctrl-C to the consoles of these.
   * @param {readonly { pid: number, birth: string }[]} targets
   */
  interrupt(targets) {
    const sender = this.system.spawn(this.system.helper, ['interrupt']);
    sender.stdin.end(targets.map(({ pid, birth }) => `${pid} ${birth}\n`).join(''));
    return sender;
  }

  residentBytes() {
    return this.system.residentBytes(this.#process.pid);
  }

  /** The end of the host: its end of the pipe is closed. */
  async end() {
    this.#process.stdin.end();
    await this.exited;
  }

  async kill() {
    this.#process.kill('SIGKILL');
    await this.exited;
  }

  /** @param {any} message */
  #take(message) {
    if (message.hello) this.hello = message.hello;
    else if (message.hint) this.hints.push(message);
    else if (this.#waiting.has(message.id)) this.#waiting.get(message.id)(message);
    else this.stray.push(message);
  }
}

/**
 * @param {() => unknown} condition
 * @param {string} what
 */
export async function until(condition, what, deadlineMs = 30_000) {
  const deadline = Date.now() + deadlineMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`still waiting for: ${what}`);
    await sleep(20);
  }
}

/**
 * Everything a child process printed, and its exit code.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function outcomeOf(child) {
  /** @type {Buffer[]} */ const chunks = [];
  child.stdout?.on('data', (chunk) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  return { code, output: Buffer.concat(chunks).toString() };
}
