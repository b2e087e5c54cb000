import { linuxProcfs } from '../../src/index.js';
import { whyNoWritableCgroup } from '../support/cgroups.js';
import { LinuxWorld } from './linux-world.js';
import { overBackend } from './over-backend.js';

overBackend({
  name: 'linux-procfs',
  unavailable: process.platform === 'linux' ? undefined : `needs Linux, this is ${process.platform}`,
  capabilities: ['escape'],
  missing: { escape: whyNoWritableCgroup() },
  open: async () => {
    const world = await LinuxWorld.open(linuxProcfs());
    return { world, dispose: () => world.dispose() };
  },
});
