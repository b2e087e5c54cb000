// A host whose processes outlive it: keeping-host.mjs STATE_DIR time=TIME. Only the daemon has TIME itself as an argument.
import process from 'node:process';
import { openRegistry } from 'panetree';

const [stateDir = '', option = ''] = process.argv.slice(2);
const time = option.replace('time=', '');
const registry = await openRegistry({ onHostExit: 'keep', stateDir });
await registry.ensureTracker('kept').spawn('setsid', ['sleep', time], { stdio: 'ignore' });
console.log('ready');
setInterval(() => {}, 60_000);
