import { spawnSync } from 'node:child_process';
import { spawn, type IPty } from 'node-pty';
import { expect } from 'vitest';
import { cliPath } from '../support/command-line.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { never, until } from '../support/until.js';

/** A person at a terminal, in front of `panetree run`. */
class Person {
  readonly #scenario: Scenario;
  readonly #terminal: IPty & { readonly ptsName: string };
  #screen = '';
  exitCode: number | undefined;

  constructor(scenario: Scenario, args: readonly string[]) {
    this.#scenario = scenario;
    this.#terminal = spawn(process.execPath, [cliPath, 'run', ...args], {
      cols: 100,
      rows: 30,
      encoding: 'latin1',
      env: { ...scenario.environment, PS1: '$ ' },
    }) as IPty & { readonly ptsName: string };
    scenario.ownHost(this.#terminal.pid);
    this.#terminal.onData((data) => (this.#screen += data));
    this.#terminal.onExit(({ exitCode }) => (this.exitCode = exitCode));
  }

  type(text: string): void {
    this.#terminal.write(text);
  }

  resize(cols: number, rows: number): void {
    this.#terminal.resize(cols, rows);
  }

  /** Node refuses such a size, so another program sets it. */
  emptySize(): void {
    const { status } = spawnSync('stty', ['-F', this.#terminal.ptsName, 'rows', '0', 'cols', '0']);
    expect(status).toBe(0);
  }

  /** Of the terminal that `panetree run` has made. */
  innerSize(): string {
    const inner = this.#scenario.carriers().find(({ name }) => name === 'sleep');
    const { stdout } = spawnSync('stty', ['-F', `/proc/${inner?.pid}/fd/0`, 'size'], { encoding: 'utf8' });
    return stdout.trim();
  }

  signal(name: NodeJS.Signals): void {
    process.kill(this.#terminal.pid, name);
  }

  /** Waits for output and forgets everything before it. */
  async reads(pattern: RegExp): Promise<void> {
    await until(() => pattern.test(this.#screen), {
      what: () => `${pattern} is read; the screen has ${JSON.stringify(this.#screen)}`,
    });
    this.#screen = '';
  }

  async leaves(): Promise<number> {
    await until(() => this.exitCode !== undefined, { what: 'panetree has ended' });
    return this.exitCode ?? -1;
  }

  get screen(): string {
    return this.#screen;
  }
}

test('a person opens a shell, daemonises in it and leaves, and nothing survives', async ({ scenario }) => {
  const person = new Person(scenario, ['sh']);
  await person.reads(/\$ $/);
  person.type('stty size\r');
  await person.reads(/30 100/);
  person.type(
    `sleep 600.${scenario.token} & (setsid sleep 601.${scenario.token} &); nohup sleep 602.${scenario.token} >/dev/null 2>&1 &\r`,
  );
  await until(() => scenario.carriers().filter(({ name }) => name === 'sleep').length === 3, {
    what: 'three daemons run',
  });
  person.type('exit 5\r');
  expect(await person.leaves()).toBe(5);
  expect(scenario.carriers()).toEqual([]);
  expect(person.screen).toMatch(/ended \d+ processes(, \d+ of them by force)?, nothing survived/);
});

test('passes Ctrl-C, resizing and bytes that are no UTF-8 through', async ({ scenario }) => {
  const person = new Person(scenario, ['sh']);
  await person.reads(/\$ $/);
  person.type('cat\r');
  person.type('still here\r');
  await person.reads(/still here\r\nstill here/);
  person.type('\u0003');
  await person.reads(/\$ $/);
  person.resize(80, 20);
  await until(
    async () => {
      person.type('stty size\r');
      return person.reads(/20 80/).then(
        () => true,
        () => false,
      );
    },
    { what: 'the shell sees the new size', withinMs: 25_000 },
  );
  person.type("printf '\\377\\376|'\r");
  await person.reads(/\u00FF\u00FE\|/);
  person.type('exit\r');
  expect(await person.leaves()).toBe(0);
});

test('a terminal whose size becomes 0x0 keeps the size it had, and the command goes on', async ({
  scenario,
}) => {
  const person = new Person(scenario, ['sh', '-c', `sleep 600.${scenario.token}; :`]);
  await until(() => scenario.carriers().some(({ name }) => name === 'sleep'), { what: 'the command runs' });
  const rows = () => person.innerSize();
  await until(() => rows() === '30 100', { what: () => `its size is passed on; seen: ${rows()}` });
  person.emptySize();
  person.resize(80, 20);
  await until(() => rows() === '20 80', { what: () => `the next size is passed on; seen: ${rows()}` });
  person.emptySize();
  await never(() => person.exitCode !== undefined || rows() !== '20 80', {
    what: 'the size of nothing is taken',
  });
  person.signal('SIGTERM');
  expect(await person.leaves()).toBe(143);
});

test('exits with 128 and the signal that ended the command', async ({ scenario }) => {
  const person = new Person(scenario, ['sh', '-c', 'kill -KILL $$']);
  expect(await person.leaves()).toBe(137);
});

test('exits with 128 and the number of a real-time signal', async ({ scenario }) => {
  const person = new Person(scenario, ['bash', '-c', 'kill -34 $$']);
  expect(await person.leaves()).toBe(162);
});

test('a ^D typed before the command runs is the end of its input', async ({ scenario }) => {
  const person = new Person(scenario, ['sh', '-c', 'cat; echo over']);
  person.type('early\r\u0004');
  await person.reads(/early\r\nover/);
  expect(await person.leaves()).toBe(0);
});
