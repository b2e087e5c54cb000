import { appendFileSync } from 'node:fs';
import { type Backend, linuxCgroup, type LinuxCgroupOptions } from '../../src/index.js';
import { pathOf, whyNoWritableCgroup } from '../support/cgroups.js';
import { LinuxWorld } from './linux-world.js';
import { overBackend } from './over-backend.js';

/** Where each case says what it ran in; set by the test that puts this one under a systemd. */
const witness = process.env['PANETREE_TEST_WITNESS'];

function overLinuxCgroup(name: string, options?: LinuxCgroupOptions): void {
  overBackend({
    name,
    unavailable: whyNoWritableCgroup(),
    capabilities: ['escape'],
    open: async () => {
      const world = await LinuxWorld.open(linuxCgroup(options));
      return { world, dispose: () => world.dispose() };
    },
  });
}

/** Where the host may first have to ask for cgroups it can write. */
function overDelegation(file: string): void {
  const backend = linuxCgroup();
  const asking: Backend = {
    name: backend.name,
    open: (options) => backend.open({ ...options, delegation: 'auto' }),
  };
  overBackend({
    name: 'linux-cgroup, delegated',
    capabilities: ['escape'],
    open: async () => {
      const world = await LinuxWorld.open(asking);
      const seen = { user: process.getuid?.(), home: pathOf('self'), backend: world.registry.backend };
      appendFileSync(file, `${JSON.stringify(seen)}\n`);
      return { world, dispose: () => world.dispose() };
    },
  });
}

if (witness === undefined) {
  overLinuxCgroup('linux-cgroup');
  overLinuxCgroup('linux-cgroup before Linux 5.14', { killMethod: 'freeze-and-signal' });
} else {
  overDelegation(witness);
}
