import { FakeWorld } from './fake-world.js';
import { overBackend } from './over-backend.js';

overBackend({
  name: 'a backend in memory',
  capabilities: ['faults', 'escape'],
  open: async () => {
    const world = await FakeWorld.open();
    return { world, dispose: () => world.dispose() };
  },
});
