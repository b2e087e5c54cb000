import { findHost } from './host-client.js';
import { withPackages } from './host-command.js';
import { topPage } from './manual/host-pages.js';
import { ownCommand } from './own-command.js';
import { parseCommand } from './manual/parse.js';

/** The swarm panel in this terminal: what runs in the panes of the host, live, and ways to end it. */
export async function top(args: readonly string[]): Promise<number> {
  parseCommand(topPage, args);
  const host = findHost();
  // One that was killed has left its address behind.
  await host.call('host.get', {});
  requireTerminal();
  prepareForInk();
  const { runTop } = await withPackages(['ink', 'react'], () => import('./top/run-top.js'));
  return runTop(host.state);
}

function requireTerminal(): void {
  const { stdin, stdout, env } = process;
  if (stdin.isTTY && stdout.isTTY && env['TERM'] !== 'dumb') return;
  throw new Error(`top needs a terminal that can move its cursor; for a list: ${ownCommand()} ps`);
}

/**
 * Both read the environment when they are loaded. React is many times slower in development; ink draws nothing before the
 * end where it takes itself to run in continuous integration, which somebody who asks for a panel does not want.
 */
function prepareForInk(): void {
  process.env['NODE_ENV'] ??= 'production';
  delete process.env['CI'];
  delete process.env['CONTINUOUS_INTEGRATION'];
}
