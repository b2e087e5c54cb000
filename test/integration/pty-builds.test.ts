import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { InvalidArgumentError } from '../../src/index.js';
import { exitOf, type NodePty, spawnPty } from '../../src/pty/index.js';
import { test } from '../support/process-test.js';
import { until } from '../support/until.js';

const builds: readonly (readonly [string, () => Promise<NodePty>])[] = [
  ['node-pty', () => import('node-pty')],
  ['@lydell/node-pty', () => import('@lydell/node-pty')],
];

const piece = 'x'.repeat(262_144);

/** What a terminal holds of what nobody has read is less; canonical input would cut the one long line. */
const manyLines = Array.from({ length: 40_000 }, (_, index) => `${index}\n`).join('');

test.for(builds)(
  'with %s a pane gets all input, all output and the exit code',
  async ([, load], { scenario }) => {
    const tracker = await scenario.pane();
    const script =
      'setsid sleep 600.$0 </dev/null >/dev/null & stty -echo -opost; echo ready; sleep 0.3; head -n 40000 | sha256sum; exit 3';
    const options = { nodePty: await load() };
    const terminal = await spawnPty(tracker, '/bin/sh', ['-c', script, scenario.token], options);
    const chunks: string[] = [];
    terminal.onData((chunk) => chunks.push(chunk));
    await until(() => chunks.join('').includes('ready'), { what: 'the program is ready' });
    terminal.write(manyLines);
    expect(await exitOf(terminal)).toEqual({ exitCode: 3, signal: undefined });
    expect(chunks.join('')).toBe(`ready\n${createHash('sha256').update(manyLines).digest('hex')}  -\n`);
    const names = (await tracker.list()).map(({ name }) => name);
    expect(names).toEqual(['sleep']);
  },
);

test.for(builds)(
  'with %s nothing is written into a terminal that has closed',
  async ([, load], { scenario }) => {
    const tracker = await scenario.pane();
    const terminal = await spawnPty(tracker, '/bin/true', [], { nodePty: await load() });
    await exitOf(terminal);
    await until(() => isClosed(Reflect.get(terminal, '_socket')), { what: 'the terminal has closed' });
    expect(() => terminal.write('nobody reads this')).not.toThrow();
    expect(() => terminal.resize(90, 20)).not.toThrow();
  },
);

test.for(builds)(
  'with %s input that nobody reads waits in our bounds alone',
  async ([, load], { scenario }) => {
    const tracker = await scenario.pane();
    const script = 'stty raw -echo; echo ready; exec sleep 600.$0';
    const options = { nodePty: await load() };
    const terminal = await spawnPty(tracker, '/bin/sh', ['-c', script, scenario.token], options);
    const chunks: string[] = [];
    terminal.onData((chunk) => chunks.push(chunk));
    await until(() => chunks.join('').includes('ready'), { what: 'the program is ready' });
    for (let count = 0; count < 64; count++) terminal.write(piece);
    const socket: unknown = Reflect.get(terminal, '_socket');
    expect(socket).toMatchObject({ writableLength: 0 });
  },
);

test('a build that is handed in is used, and one that cannot spawn is refused', async ({ scenario }) => {
  const tracker = await scenario.pane();
  const { spawn } = await import('node-pty');
  const files: string[] = [];
  const nodePty: NodePty = {
    spawn: (file, args, options) => {
      files.push(file);
      return spawn(file, args, options);
    },
  };
  await exitOf(await spawnPty(tracker, '/bin/true', [], { nodePty }));
  expect(files).toHaveLength(1);
  const wrong = { nodePty: {} as NodePty };
  await expect(spawnPty(tracker, '/bin/true', [], wrong)).rejects.toBeInstanceOf(InvalidArgumentError);
  expect(await tracker.list()).toEqual([]);
});

function isClosed(socket: unknown): boolean {
  return typeof socket === 'object' && socket !== null && Reflect.get(socket, 'destroyed') === true;
}
