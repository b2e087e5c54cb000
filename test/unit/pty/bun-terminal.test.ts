import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { type Bun, bunTerminals } from '../../../src/pty/bun-terminal.js';

/** A runtime whose program ends when it is told to. */
function fakeBun(): {
  bun: Bun;
  print: (bytes: string | Uint8Array) => void;
  exit: (code: number, signalCode?: NodeJS.Signals) => void;
  close: () => void;
  written: string[];
} {
  const written: string[] = [];
  const terminal = {
    write: (data: string | Uint8Array) => written.push(String(data)),
    resize: () => undefined,
    close: () => undefined,
  };
  let options: Parameters<Bun['spawn']>[1] | undefined;
  const ended = new EventEmitter();
  const child = {
    pid: 4711,
    terminal,
    exited: once(ended, 'exit').then(([code]) => code as number),
    signalCode: null as NodeJS.Signals | null,
    kill: () => undefined,
  };
  const spawn: Bun['spawn'] = (_command, given) => {
    options = given;
    return child;
  };
  return {
    bun: { Terminal: {}, spawn },
    print: (bytes) => options?.terminal.data(terminal, Buffer.from(bytes)),
    exit: (code, signalCode) => {
      child.signalCode = signalCode ?? null;
      ended.emit('exit', code);
    },
    close: () => options?.terminal.exit(),
    written,
  };
}

const options = { cols: 80, rows: 24, name: 'xterm', encoding: 'utf8', cwd: '/', env: {} };

function opened() {
  const fake = fakeBun();
  const terminal = bunTerminals(fake.bun)?.spawn('sh', [], options);
  if (terminal === undefined) throw new Error('no terminal');
  const events: unknown[] = [];
  terminal.onData((data) => events.push(data));
  const ended = new Promise<void>((resolve) => {
    terminal.onExit((exit) => {
      events.push(exit);
      resolve();
    });
  });
  return { ...fake, terminal, events, ended };
}

test('there is nothing of Bun on another runtime, or before Bun 1.3.5', () => {
  expect(bunTerminals()).toBeUndefined();
  expect(bunTerminals({ ...fakeBun().bun, Terminal: undefined })).toBeUndefined();
});

test('output comes before the exit, also where it is printed after the program has ended', async () => {
  const { print, exit, close, events, ended } = opened();
  print('a');
  exit(4);
  print('b');
  close();
  await ended;
  expect(events).toEqual(['a', 'b', { exitCode: 4 }]);
});

test('a pause holds back output and exit, in their order', async () => {
  const { terminal, print, exit, close, events, ended } = opened();
  terminal.pause();
  print('a');
  exit(0);
  close();
  await new Promise((resolve) => setImmediate(resolve));
  expect(events).toEqual([]);
  terminal.resume();
  await ended;
  expect(events).toEqual(['a', { exitCode: 0 }]);
});

test('a death by a signal is told as node-pty tells it, also while something else holds the terminal', async () => {
  const { exit, events, ended } = opened();
  exit(137, 'SIGKILL');
  await ended;
  expect(events).toEqual([{ exitCode: 0, signal: 9 }]);
});

test('a character that is cut in two arrives whole; after the end nothing is written', async () => {
  const { terminal, print, exit, close, written, events, ended } = opened();
  terminal.write('x');
  const bytes = Buffer.from('é');
  print(bytes.subarray(0, 1));
  print(bytes.subarray(1));
  exit(0);
  close();
  await ended;
  terminal.write('y');
  expect(written).toEqual(['x']);
  expect(events.filter((event) => event !== '')).toEqual(['é', { exitCode: 0 }]);
});
