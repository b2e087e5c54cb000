import { demoWorld } from './demo-world.js';
import { fakeBlock, fakePane, fakeProcess } from './fake-processes.js';
import type { FakeWorld } from './fake-world.js';

const longTitle = 'make -j300 CONFIG=release all check install — a very long title that some program has set';

/** The demo world with 26 more panes; in one of them 300 alike children, in one a detached process. */
export function crowdedWorld(): FakeWorld {
  const world = demoWorld();
  for (let pane = 0; pane < 24; pane += 1) {
    const blockId = `shell-${pane}`;
    const bash = fakeProcess({ pid: 60_000 + pane, ppid: 1, command: '-bash', name: 'bash', role: 'root' });
    world.panes.set(blockId, fakePane(blockId, { title: `bash · ~/project-${pane}`, pid: bash.pid }));
    world.blocks.set(blockId, fakeBlock(blockId, [bash]));
  }
  const workers = Array.from({ length: 300 }, (_, at) =>
    fakeProcess({ pid: 70_001 + at, ppid: 70_000, command: `/srv/bin/worker --job ${at}` }),
  );
  world.panes.set('many', fakePane('many', { title: longTitle, pid: 70_000 }));
  world.blocks.set(
    'many',
    fakeBlock('many', [
      fakeProcess({ pid: 70_000, ppid: 1, command: 'make -j300', name: 'make', role: 'root' }),
      ...workers,
    ]),
  );
  world.panes.set('loose', fakePane('loose', { title: 'bash · ~/shop', pid: 80_000 }));
  world.blocks.set(
    'loose',
    fakeBlock('loose', [
      fakeProcess({ pid: 80_000, ppid: 1, command: '-bash', name: 'bash', role: 'root' }),
      fakeProcess({
        pid: 80_001,
        ppid: 1,
        command: '/usr/lib/postgresql/15/bin/postgres -D /srv/shop/.data -p 54329',
        name: 'postgres-of-the-shop',
        runId: 1_000_006,
      }),
      fakeProcess({ pid: 80_002, ppid: 1, command: 'node scripts/watch.mjs', name: 'node' }),
    ]),
  );
  return world;
}
