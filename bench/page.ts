import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Section, timesRow } from './results.js';
import { isQuick } from './measurements.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

interface Figure {
  readonly label: string;
  readonly timesMs: readonly number[];
}

/** The page in a browser: `test/measures` shares its fake host with the tests of the page. */
export async function benchPage(): Promise<Section> {
  const directory = mkdtempSync(join(tmpdir(), 'panetree-bench-'));
  const file = join(directory, 'figures');
  try {
    const child = spawn(process.execPath, [vitest, 'run', '--project', 'measures'], {
      cwd: root,
      env: { ...process.env, PANETREE_FIGURES: file, ...(isQuick ? { PANETREE_BENCH_QUICK: '1' } : {}) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    await once(child, 'close');
    if (child.exitCode !== 0) throw new Error(Buffer.concat(output).toString());
    const rows = figuresIn(file).map(({ label, timesMs }) => timesRow(label, timesMs));
    return { name: 'page', title: 'the page, over a host with 1,000 processes in memory', rows, notes: [] };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function figuresIn(file: string): readonly Figure[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const figure: unknown = JSON.parse(line);
    if (!isFigure(figure)) throw new Error(`not a figure: ${line}`);
    return figure;
  });
}

function isFigure(value: unknown): value is Figure {
  return typeof value === 'object' && value !== null && 'label' in value && 'timesMs' in value;
}
