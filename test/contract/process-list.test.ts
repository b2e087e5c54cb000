import { processList } from '../../src/index.js';
import { bySeconds, LinuxWorld } from './linux-world.js';
import { overBackend } from './over-backend.js';

/** Each starts a daemon, which nothing but its parent would lead to here. */
const withDaemons = [
  'all that a started command starts is listed, daemons included',
  'the host’s own child is the root, all else is started',
  'closing the registry tells the final exits as well',
  'what does as it is asked is ended, not forced, and nobody waits longer for it',
  'no steps: the forced kill at once, of everything',
  'remove twice, or from two places at once, is one removal with one report',
  'killing one block leaves the others alone',
  'what a run starts bears its id, daemons included, and what others start does not',
  'a daemon keeps the id of its run after that has ended, and in the events as well',
  'killing a run ends what it has started, daemons included, and nothing of another one',
  'a run that has ended can still be killed: what it has left behind is ended',
  'killing the block ends its runs',
];

overBackend({
  name: 'process-list',
  unavailable:
    process.platform === 'linux' ? undefined : `its world needs Linux, this is ${process.platform}`,
  capabilities: [],
  cannot: Object.fromEntries(
    withDaemons.map((name) => [name, 'a daemon’s parent has gone before anybody looks']),
  ),
  open: async () => {
    const world = await LinuxWorld.open(processList(), bySeconds('list'));
    return { world, dispose: () => world.dispose() };
  },
});
