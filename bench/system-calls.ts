import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pause } from './pause.js';

/** Attaching interrupts calls that wait, which the process then makes again. */
const attachMs = 1000;
const mostNamed = 5;
const leftOut = 'system calls are left out';

export type SystemCalls =
  | { readonly counted: true; readonly total: number; readonly most: string }
  | { readonly counted: false; readonly reason: string };

/** What all threads of a process ask of the kernel in this time, told by strace. */
export async function countSystemCalls(pid: number, windowMs: number): Promise<SystemCalls> {
  const tracer = spawn('strace', ['-f', '-p', String(pid)], { stdio: ['ignore', 'ignore', 'pipe'] });
  const started = await Promise.race([
    once(tracer, 'spawn').then(() => true),
    once(tracer, 'error').then(() => false),
  ]);
  if (!started) return { counted: false, reason: `${leftOut}: strace is not installed` };
  const names: string[] = [];
  let isCounting = false;
  createInterface({ input: tracer.stderr }).on('line', (line) => {
    const name = /^(?:\[pid +\d+\] )?(?<name>\w+)\(/.exec(line)?.groups?.['name'];
    if (isCounting && name !== undefined) names.push(name);
  });
  await pause(attachMs);
  if (tracer.exitCode !== null) return { counted: false, reason: `${leftOut}: strace may not attach` };
  isCounting = true;
  await pause(windowMs);
  isCounting = false;
  tracer.kill('SIGTERM');
  await once(tracer, 'close');
  return { counted: true, total: names.length, most: mostFrequent(names) };
}

function mostFrequent(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, mostNamed)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
