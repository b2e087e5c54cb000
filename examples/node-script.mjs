// A script whose daemons end with it, even if the script itself is killed with SIGKILL.
import { openRegistry } from 'panetree';

const registry = await openRegistry({ onHostExit: 'kill' });
const tracker = registry.ensureTracker('checks');
const checks = await tracker.spawn('sh', ['-c', 'setsid sleep 600 & echo "server started"'], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
await new Promise((resolve) => checks.once('close', resolve));
for (const { pid, command } of await tracker.list()) console.log(`still running: ${pid} ${command}`);
const report = await registry.remove('checks');
console.log(`${report.status}: ${report.ended.length} ended, ${report.survivors.length} survived`);
await registry.close();
