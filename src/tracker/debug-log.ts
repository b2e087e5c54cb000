import { debuglog } from 'node:util';
import type { Selection } from '../platform/select.js';
import type { TrackerRegistry } from './api.js';
import type { TrackerEvents } from './events.js';

const environmentVariable = 'PANETREE_DEBUG';

/**
 * Writes the choice of the backend and the events of the registry to standard error, if the environment asks for it:
 * PANETREE_DEBUG=1, or NODE_DEBUG=panetree as for Node's own modules. Command lines and environments are left out.
 */
export function logForDebugging(registry: TrackerRegistry, { name, downgrades }: Selection): void {
  const write = writer();
  if (write === undefined) return;
  write(`backend ${JSON.stringify({ name, downgrades })}`);
  const log = <K extends keyof TrackerEvents>(type: K, describe: (event: TrackerEvents[K]) => object) =>
    registry.on(type, (event) =>
      write(`${type} ${JSON.stringify(event.blockId)} ${JSON.stringify(describe(event))}`),
    );
  log('tracker-opened', ({ confidence, reasons }) => ({ confidence, reasons }));
  log('process-added', ({ process: { pid, ppid, role, evidence } }) => ({ pid, ppid, role, evidence }));
  log('process-exited', ({ pid, reason, exitCode, signal }) => ({ pid, reason, exitCode, signal }));
  log('confidence-changed', ({ from, to, reasons }) => ({ from, to, reasons }));
  log('poll-failed', ({ error: { code, message } }) => ({ code, message }));
  log('poll-recovered', ({ blindMs }) => ({ blindMs }));
  log('frozen-changed', ({ isFrozen }) => ({ isFrozen }));
  log('limit-reached', ({ limit, count }) => ({ limit, count }));
  log('tracker-closed', ({ report: { status, problems } }) => ({ status, problems }));
}

function writer(): ((line: string) => void) | undefined {
  const log = debuglog('panetree');
  if (log.enabled) return (line) => log('%s', line);
  const value = process.env[environmentVariable];
  if (value === undefined || value === '' || value === '0') return undefined;
  // oxlint-disable-next-line no-console -- a console, unlike a stream, ignores a reader that has gone
  return (line) => console.error('PANETREE %d: %s', process.pid, line);
}
