import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type CliOptions, startCli } from '../support/command-line.js';
import { look } from '../support/oracle.js';
import { test } from '../support/process-test.js';
import type { Scenario } from '../support/scenario.js';
import { until } from '../support/until.js';

const passed = [
  'INT',
  'QUIT',
  'USR1',
  'USR2',
  'ALRM',
  'VTALRM',
  'WINCH',
  'CONT',
  'URG',
  'IO',
  'PWR',
] as const;

/** Names each signal that arrives, and goes on. */
function listener(scenario: Scenario): readonly string[] {
  const traps = passed.map((name) => `trap 'echo ${name}' ${name}`).join('; ');
  return ['bash', '-c', `${traps}; echo ready; while :; do sleep 0.02; done; : ${scenario.token}`];
}

function start(scenario: Scenario, options: CliOptions = {}) {
  const child = startCli(scenario, ['run', ...listener(scenario)], options);
  const lines: string[] = [];
  const errors: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => lines.push(...chunk.toString().split('\n').filter(Boolean)));
  child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  return { child, lines, errors };
}

test('signals for the command reach it, once each, and none of them ends panetree or opens the debugger', async ({
  scenario,
}) => {
  const { child, lines, errors } = start(scenario);
  await until(() => lines.includes('ready'), { what: 'the command runs', withinMs: 15_000 });
  for (const name of passed) {
    child.kill(`SIG${name}`);
    await until(() => lines.includes(name), { what: () => `${name} arrives; seen: ${lines.join(' ')}` });
  }
  expect(lines).toEqual(['ready', ...passed]);
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(child.exitCode).toBe(143);
  expect(errors.join('')).not.toContain('ebugger');
});

/** A group of its own whose leader has a parent in this session: no orphaned one, in which the kernel discards SIGTSTP. */
const inOwnGroup = { prefix: ['perl', '-e', 'setpgrp(0, 0); exec @ARGV'] };

test('a stop in an orphaned process group stops neither panetree nor its command', async ({ scenario }) => {
  const { child, lines } = start(scenario, { prefix: ['setsid'] });
  await until(() => lines.includes('ready'), { what: 'the command runs', withinMs: 15_000 });
  child.kill('SIGTSTP');
  child.kill('SIGUSR2');
  await until(() => lines.includes('USR2'), { what: 'the command goes on' });
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('a stop of panetree stops its command, and it goes on with it', async ({ scenario }) => {
  const { child, lines } = start(scenario, inOwnGroup);
  await until(() => lines.includes('ready'), { what: 'the command runs', withinMs: 15_000 });
  const command = () => scenario.carriers().find(({ name, ppid }) => name === 'bash' && ppid === child.pid);
  const root = command()?.pid ?? 0;
  child.kill('SIGTSTP');
  await until(() => look(child.pid ?? 0)?.state === 'T' && look(root)?.state === 'T', {
    what: 'both stand still',
  });
  child.kill('SIGCONT');
  await until(() => look(root)?.state !== 'T' && lines.includes('CONT'), { what: 'both go on' });
  child.kill('SIGTERM');
  await once(child, 'exit');
});

test('a signal that comes before the command is kept for it', async ({ scenario }) => {
  const { child, lines } = start(scenario);
  const ended = once(child, 'exit');
  // Its listeners are there, its registry is not opened yet: SIGUSR2 is caught, and the command has no process.
  await until(() => catches(child.pid ?? 0, 12), { what: 'panetree catches SIGUSR2', withinMs: 15_000 });
  child.kill('SIGUSR2');
  await until(() => lines.length > 0 || child.exitCode !== null, {
    what: 'the command runs',
    withinMs: 15_000,
  });
  child.kill('SIGTERM');
  await ended;
  // Before its trap was set the signal ended the command; after it, it was named.
  expect([140, 143]).toContain(child.exitCode);
});

test('SIGUSR1 does not open the debugger of a host', async ({ scenario }) => {
  const child = startCli(scenario, ['host']);
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  await once(child.stdout ?? child, 'data');
  child.kill('SIGUSR1');
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(errors).not.toMatch(/debugger/i);
  expect([child.exitCode, child.signalCode]).toEqual([0, null]);
});

/** Whether the process has a handler for a signal. */
function catches(pid: number, signal: number): boolean {
  const mask = /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}
