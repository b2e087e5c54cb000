import type { TrackedProcess } from '../../../src/host/wire/index.js';
import { fakeProcess, type ProcessSketch } from './fake-processes.js';

const minute = 60_000;
const hour = 60 * minute;

/** Percent of a core, then megabytes. */
type Use = readonly [cpuPercent: number, megabytes: number];
export type DemoProcess = readonly [sketch: ProcessSketch, use: Use];

const web: readonly DemoProcess[] = [
  [
    {
      pid: 48_102,
      ppid: 4021,
      command: '/bin/sh -c exec bash',
      name: 'sh',
      role: 'plumbing',
      ageMs: 2.2 * hour,
    },
    [0, 1],
  ],
  [{ pid: 48_110, ppid: 48_102, command: '-bash', name: 'bash', role: 'root', ageMs: 2.2 * hour }, [0, 5]],
  [{ pid: 48_377, ppid: 48_110, command: 'npm run dev', runId: 1_000_002, ageMs: 2.1 * hour }, [0, 58]],
  [
    {
      pid: 48_391,
      ppid: 48_377,
      command: 'node /srv/shop/node_modules/.bin/vite --host 127.0.0.1 --port 5173',
      runId: 1_000_002,
      ageMs: 2.1 * hour,
    },
    [6.2, 214],
  ],
  [
    {
      pid: 48_402,
      ppid: 48_391,
      command: '/srv/shop/node_modules/@esbuild/linux-x64/bin/esbuild --service=0.25.9 --ping',
      runId: 1_000_002,
      ageMs: 2.1 * hour,
    },
    [0.3, 38],
  ],
  [
    {
      pid: 51_866,
      ppid: 1,
      command: 'node scripts/watch-icons.mjs --daemon',
      runId: 1_000_004,
      ageMs: 41 * minute,
      lifetime: 'kept',
    },
    [0, 47],
  ],
];

const agent: readonly DemoProcess[] = [
  [{ pid: 52_010, ppid: 4021, command: '-bash', name: 'bash', role: 'root', ageMs: 38 * minute }, [0, 5]],
  [
    {
      pid: 52_044,
      ppid: 52_010,
      command: 'agent --model large --task "make the checkout tests pass"',
      runId: 1_000_007,
      ageMs: 12 * minute,
    },
    [14, 312],
  ],
  [
    { pid: 52_611, ppid: 52_044, command: 'bash -c npm test -- checkout', runId: 1_000_007, ageMs: 96_000 },
    [0, 4],
  ],
  [
    {
      pid: 52_613,
      ppid: 52_611,
      command: 'node /srv/shop/node_modules/.bin/vitest run checkout',
      runId: 1_000_007,
      ageMs: 95_000,
    },
    [38, 186],
  ],
  [
    { pid: 52_630, ppid: 52_613, command: 'node (vitest 1)', name: 'node', runId: 1_000_007, ageMs: 93_000 },
    [91, 203],
  ],
  [
    { pid: 52_631, ppid: 52_613, command: 'node (vitest 2)', name: 'node', runId: 1_000_007, ageMs: 93_000 },
    [88, 197],
  ],
  [
    {
      pid: 52_702,
      ppid: 52_044,
      command: 'rg --json --line-number "totalPrice" src',
      runId: 1_000_007,
      ageMs: 3000,
    },
    [22, 12],
  ],
  [
    {
      pid: 52_377,
      ppid: 1,
      command: 'python3 -m http.server 8123 --bind 127.0.0.1',
      runId: 1_000_006,
      ageMs: 29 * minute,
    },
    [0, 19],
  ],
];

const api: readonly DemoProcess[] = [
  [{ pid: 49_001, ppid: 4021, command: '-zsh', name: 'zsh', role: 'root', ageMs: 5.4 * hour }, [0, 7]],
  [
    {
      pid: 49_040,
      ppid: 49_001,
      command: 'python3 -m uvicorn shop.api:app --reload --port 8000',
      runId: 1_000_001,
      ageMs: 5.3 * hour,
    },
    [0.4, 44],
  ],
  [
    {
      pid: 53_120,
      ppid: 49_040,
      command: 'python3 -c from multiprocessing.spawn import spawn_main',
      runId: 1_000_001,
      ageMs: 7 * minute,
    },
    [2.7, 131],
  ],
  [
    {
      pid: 49_077,
      ppid: 49_001,
      command: 'postgres -D .data/postgres -p 54329',
      runId: 1_000_001,
      ageMs: 5.3 * hour,
    },
    [0.2, 62],
  ],
  [
    {
      pid: 49_081,
      ppid: 49_077,
      command: 'postgres: checkpointer',
      name: 'postgres',
      runId: 1_000_001,
      ageMs: 5.3 * hour,
    },
    [0, 11],
  ],
  [
    {
      pid: 49_082,
      ppid: 49_077,
      command: 'postgres: walwriter',
      name: 'postgres',
      runId: 1_000_001,
      ageMs: 5.3 * hour,
    },
    [0, 9],
  ],
];

const build: readonly DemoProcess[] = [
  [
    {
      pid: 50_300,
      ppid: 4021,
      command: '/bin/sh -c exec bash',
      name: 'sh',
      role: 'plumbing',
      ageMs: 54 * minute,
    },
    [0, 1],
  ],
  [{ pid: 50_311, ppid: 50_300, command: '-bash', name: 'bash', role: 'root', ageMs: 54 * minute }, [0, 5]],
  [
    { pid: 53_004, ppid: 50_311, command: 'cargo build --release', runId: 1_000_008, ageMs: 47_000 },
    [3.1, 71],
  ],
  [
    {
      pid: 53_011,
      ppid: 53_004,
      command: 'rustc --crate-name search --edition=2024 src/lib.rs --crate-type lib -C opt-level=3',
      runId: 1_000_008,
      ageMs: 21_000,
    },
    [99, 402],
  ],
  [
    {
      pid: 53_012,
      ppid: 53_004,
      command: 'rustc --crate-name index --edition=2024 src/lib.rs --crate-type lib -C opt-level=3',
      runId: 1_000_008,
      ageMs: 19_000,
    },
    [97, 377],
  ],
];

const sketches: Readonly<Record<string, readonly DemoProcess[]>> = { web, agent, api, build };

export function demoSketches(blockId: string): readonly DemoProcess[] {
  return sketches[blockId] ?? [];
}

export function demoProcesses(blockId: string): readonly TrackedProcess[] {
  return demoSketches(blockId).map(([sketch]) => fakeProcess(sketch));
}
