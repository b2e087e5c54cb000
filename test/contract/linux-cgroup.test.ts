import { linuxCgroup, type LinuxCgroupOptions } from '../../src/index.js';
import { whyNoWritableCgroup } from '../support/cgroups.js';
import { LinuxWorld } from './linux-world.js';
import { overBackend } from './over-backend.js';

const unavailable = whyNoWritableCgroup();

function overLinuxCgroup(name: string, options?: LinuxCgroupOptions): void {
  overBackend({
    name,
    unavailable,
    capabilities: ['escape'],
    open: async () => {
      const world = await LinuxWorld.open(linuxCgroup(options));
      return { world, dispose: () => world.dispose() };
    },
  });
}

overLinuxCgroup('linux-cgroup');
overLinuxCgroup('linux-cgroup before Linux 5.14', { killMethod: 'freeze-and-signal' });
