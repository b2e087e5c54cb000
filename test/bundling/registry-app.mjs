// A program that somebody bundles: what it does is said as one line of JSON.
import { openRegistry } from 'panetree';

const registry = await openRegistry({ backend: process.env.APP_BACKEND ?? 'auto' });
const tracker = registry.ensureTracker('pane');
const child = await tracker.spawn('sleep', ['600'], { stdio: 'ignore' });
const listed = await registry.list('pane');
const { status, survivors } = await registry.remove('pane', { steps: [] });
const { name } = registry.backend;
await registry.close();
console.log(
  JSON.stringify({ name, isListed: listed.some(({ pid }) => pid === child.pid), status, survivors }),
);
