import type { TrackedProcess } from '../../../src/host/wire/index.js';
import { fakeBlock, fakePane, fakeProcess } from './fake-processes.js';
import { emptyWorld, type FakeWorld } from './fake-world.js';

/**
 * One pane `one`: sh (1000, plumbing), below it bash (1001, root), below that npm (1002) with node (1003) and esbuild
 * (1004), and sleep (1005).
 */
export function smallWorld(more: readonly TrackedProcess[] = []): FakeWorld {
  const world = emptyWorld();
  const processes = [
    fakeProcess({ pid: 1000, ppid: 1, command: 'sh -c exec bash', role: 'plumbing' }),
    fakeProcess({ pid: 1001, ppid: 1000, command: '-bash', name: 'bash', role: 'root' }),
    fakeProcess({ pid: 1002, ppid: 1001, command: 'npm run dev', runId: 1_000_001 }),
    fakeProcess({ pid: 1003, ppid: 1002, command: 'node server.js', runId: 1_000_001 }),
    fakeProcess({ pid: 1004, ppid: 1002, command: 'esbuild --watch', runId: 1_000_001 }),
    fakeProcess({ pid: 1005, ppid: 1001, command: 'sleep 1000' }),
    ...more,
  ];
  world.panes.set('one', fakePane('one', { pid: 1001 }));
  world.blocks.set('one', fakeBlock('one', processes));
  world.screens.set('one', 'user:~$ ');
  return world;
}

/** A pane in which only its shell runs. */
export function quietWorld(): FakeWorld {
  const world = emptyWorld();
  const bash = fakeProcess({ pid: 1001, ppid: 1, command: '-bash', name: 'bash', role: 'root' });
  world.panes.set('one', fakePane('one', { pid: 1001 }));
  world.blocks.set('one', fakeBlock('one', [bash]));
  return world;
}
