import { macosPgid } from '../../src/index.js';
import { bySeconds, LinuxWorld } from './linux-world.js';
import { overBackend } from './over-backend.js';

overBackend({
  name: 'macos-pgid',
  unavailable:
    process.platform === 'linux' ? undefined : `its world needs Linux, this is ${process.platform}`,
  capabilities: [],
  open: async () => {
    const world = await LinuxWorld.open(macosPgid({ ps: 'linux' }), bySeconds('ps'));
    return { world, dispose: () => world.dispose() };
  },
});
