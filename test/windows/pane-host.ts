import { writeFileSync } from 'node:fs';
import { openRegistry, windowsJob } from '../../src/index.js';
import { directory, treeProgram } from './given.js';

/** A host of its own: pane-host.js ID kill|keep. It opens a pane, tells that it runs, and stays. */
const [id = '', onHostExit] = process.argv.slice(2);

const registry = await openRegistry({
  backend: windowsJob(),
  onHostExit: onHostExit === 'keep' ? 'keep' : 'kill',
});
const tracker = registry.ensureTracker('a');
for (const plan of ['daemon', 'stubborn']) {
  await tracker.spawn(treeProgram, [directory, `${id}.${plan.length}`, plan], { stdio: 'ignore' });
}
await tracker.list();
writeFileSync(`${directory}\\${id}`, String(process.pid));
setInterval(() => undefined, 1000);
