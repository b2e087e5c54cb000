import { spawn as spawnProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from 'node-pty';
import { expect } from 'vitest';
import { finished, runCli, startCli } from '../support/command-line.js';
import { test } from '../support/process-test.js';
import { until } from '../support/until.js';

const ending = ['run', '--', 'sh', '-c', 'exit 4'];
const printing = [['--help'], ['doctor', '--json'], ['history', '--store', '/no/such/store'], ['version']];

/** Runs the command line with a redirection of sh. */
function redirected(redirection: string) {
  return { prefix: ['sh', '-c', `exec "$@" ${redirection}`, 'sh'] };
}

for (const redirection of ['2>/dev/full', '2>&-', '>/dev/full 2>&1', '>&- 2>&-', '<&- >&- 2>&-']) {
  test(`the command's exit code passes through with ${redirection}`, async ({ scenario }) => {
    expect((await runCli(scenario, ending, redirected(redirection))).code).toBe(4);
  });
}

test("the command's exit code passes through when the reader of standard error has gone", async ({
  scenario,
}) => {
  const child = startCli(scenario, ending);
  child.stderr?.destroy();
  expect((await finished(child)).code).toBe(4);
});

test('a reader of the output that has gone changes no exit code and is no error', async ({ scenario }) => {
  for (const args of printing) {
    const expected = await runCli(scenario, args);
    const child = startCli(scenario, args);
    child.stdout?.destroy();
    const { code, stderr } = await finished(child);
    expect([args, code, stderr]).toEqual([args, expected.code, expected.stderr]);
  }
});

test('output on a full disk is reported once and changes no exit code', async ({ scenario }) => {
  const { code, stderr } = await runCli(scenario, ['doctor'], redirected('>/dev/full'));
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^panetree: standard output .*ENOSPC.*\n$/)]);
});

test('a host whose reader has gone reports a failure and serves on', async ({ scenario }) => {
  const directory = join(scenario.stateHome, 'panetree');
  // No store can be opened there, which the host reports.
  mkdirSync(join(directory, 'panetree.db'), { recursive: true, mode: 0o700 });
  const child = startCli(scenario, ['host']);
  child.stderr?.destroy();
  let link = '';
  child.stdout?.on('data', (chunk: Buffer) => (link += chunk.toString()));
  await until(() => link.includes('\n'), { what: 'the host serves', withinMs: 15_000 });
  child.stdout?.destroy();
  const healthy = await fetch(new URL('/healthz', link));
  expect(healthy.status).toBe(200);
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect([child.exitCode, child.signalCode]).toEqual([0, null]);
});

const streams = fileURLToPath(new URL('../../dist/output/streams.js', import.meta.url));
/** Writes far more than any reader is due, then prints a word that only a process that is not blocked prints. */
const flood = `
import { endWithoutReader, guardStandardStreams, writeError } from ${JSON.stringify(streams)};
guardStandardStreams();
for (let line = 0; line < 5000; line++) {
  writeError('x'.repeat(100) + '\\n');
  if (line % 100 === 0) await new Promise(setImmediate);
}
process.stdout.write('free ' + process.stderr.writableLength + '\\n');
process.exitCode = 3;
endWithoutReader();
`;

test('a reader that takes nothing neither blocks a process nor fills its memory nor keeps it', async ({
  scenario,
}) => {
  const child = spawnProcess(process.execPath, ['--input-type=module', '-e', flood]);
  scenario.atEnd(() => void child.kill('SIGKILL'));
  const waiting: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => waiting.push(chunk));
  await once(child, 'exit');
  expect(child.exitCode).toBe(3);
  expect(Number(/free (\d+)/.exec(Buffer.concat(waiting).toString())?.[1])).toBeLessThan(70_000);
});

test('a terminal that takes nothing does not block a process', async ({ scenario }) => {
  const terminal = spawn(
    'sh',
    ['-c', `exec "$1" --input-type=module -e "$2" >"$3"`, 'sh', process.execPath, flood, '/dev/null'],
    { env: scenario.environment },
  );
  scenario.atEnd(() => terminal.kill('SIGKILL'));
  terminal.pause();
  let code: number | undefined;
  terminal.onExit(({ exitCode }) => (code = exitCode));
  await until(() => code !== undefined, { what: 'the process ends', withinMs: 10_000 });
  expect(code).toBe(3);
});
