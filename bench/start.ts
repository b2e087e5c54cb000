import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Lines } from './lines.js';
import { measurements } from './measurements.js';
import { type Row, type Section, significant, timesRow } from './results.js';
import { median, timed } from './statistics.js';

const repeats = measurements(15, 3);
const cli = fileURLToPath(import.meta.resolve('panetree')).replace(/index\.js$/, 'cli.js');
const library = JSON.stringify(import.meta.resolve('panetree'));

interface Start {
  readonly label: string;
  readonly args: readonly string[];
}

const bare: Start = { label: 'node -e 0', args: ['-e', '0'] };
const starts: readonly Start[] = [
  evaluated("import('panetree')", `await import(${library});`),
  evaluated(
    'import, open and close',
    `const { openRegistry } = await import(${library}); const registry = await openRegistry(); await registry.close();`,
  ),
  { label: 'panetree run -- true', args: [cli, 'run', '--', 'true'] },
  { label: 'panetree ps', args: [cli, 'ps'] },
  { label: 'panetree --help', args: [cli, '--help'] },
  { label: 'panetree --version', args: [cli, '--version'] },
];

/** A new process for each: what a user waits for. */
export async function benchStart(): Promise<Section> {
  const state = mkdtempSync(join(tmpdir(), 'panetree-bench-start-'));
  const env = { ...process.env, XDG_STATE_HOME: state };
  const host = spawn(process.execPath, [cli, 'host', '--no-store'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    await new Lines(host).next();
    return await measure(env);
  } finally {
    await end(host);
    rmSync(state, { recursive: true, force: true });
  }
}

async function measure(env: NodeJS.ProcessEnv): Promise<Section> {
  const all = [bare, ...starts];
  const times = new Map<Start, number[]>(all.map((start) => [start, []]));
  // The files are in the system's cache from here on.
  for (const start of all) await run(start, env);
  // One of each in turn, so that what else the machine does falls on all alike.
  for (let index = 0; index < repeats; index++) {
    for (const start of all) times.get(start)?.push(await run(start, env));
  }
  const bareTimes = times.get(bare) ?? [];
  const rows: readonly Row[] = all.map((start) => {
    const own = times.get(start) ?? [];
    const overMs = significant(median(own) - median(bareTimes));
    return timesRow(
      start.label,
      own,
      start === bare ? {} : { comparison: `${overMs} ms over ${bare.label}` },
    );
  });
  return { name: 'start', title: 'until a process has started, done its work and ended', rows, notes: [] };
}

async function run({ label, args }: Start, env: NodeJS.ProcessEnv): Promise<number> {
  const { ms, value } = await timed(async () => {
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
    await once(child, 'exit');
    return child.exitCode;
  });
  if (value !== 0) throw new Error(`${label} exited with ${value}`);
  return ms;
}

function evaluated(label: string, script: string): Start {
  return { label, args: ['--input-type=module', '--eval', script] };
}

async function end(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return;
  host.kill('SIGTERM');
  await once(host, 'exit');
}
