import { openRegistry } from 'panetree';
import { Lines } from './lines.js';
import { instanceOf } from './stage.js';

// node host.js POLL_MS PANES FILE [ARG...]: a host with this command in each pane. Prints one JSON line, then lives.
const [pollMs, panes, file = '', ...args] = process.argv.slice(2);
const registry = await openRegistry({ pollIntervalMs: Number(pollMs) });
for (let index = 0; index < Number(panes); index++) {
  const tracker = registry.ensureTracker(`bench-${index}`);
  const child = await tracker.spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Lines(child).until('ready');
  // A host keeps a terminal per pane open; a pipe held here would be read for nothing.
  child.stdout?.destroy();
}
await registry.poll();
console.log(JSON.stringify({ instance: instanceOf(registry), members: registry.stats().members }));
// The tracker keeps no host alive.
setInterval(() => undefined, 2 ** 31 - 1);
