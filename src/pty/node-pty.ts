import { bunTerminals } from './bun-terminal.js';
import type { NodePty } from './terminal.js';
import { isDeno } from './runtime.js';
import { InvalidArgumentError, TrackerError } from '../tracker/errors.js';

type Source = readonly [name: string, load: () => Promise<NodePty>];

const nodePty: Source = ['node-pty', () => import('node-pty')];
const prebuilt: Source = ['@lydell/node-pty', () => import('@lydell/node-pty')];

/**
 * In the order they are tried: a build of the host's own first, then the one that needs no compiler on Linux. On Deno,
 * node-pty 1.1 cannot write: descriptors are numbers of Deno's own there (EBADF).
 */
function sourcesHere(): readonly Source[] {
  const ofBun = bunTerminals();
  if (ofBun !== undefined) return [['Bun.Terminal', () => Promise.resolve(ofBun)]];
  return isDeno ? [prebuilt] : [nodePty, prebuilt];
}

/** Rejects with TrackerError `unsupported`, which says why each build cannot be loaded. */
export async function loadNodePty(sources: readonly Source[] = sourcesHere()): Promise<NodePty> {
  const failures: Error[] = [];
  for (const [name, load] of sources) {
    try {
      return await load();
    } catch (cause) {
      failures.push(new Error(`${name}: ${reasonOf(cause)}`, { cause }));
    }
  }
  throw missing(failures);
}

export function requireNodePty(value: unknown): void {
  if (value === undefined) return;
  const isModule = typeof value === 'object' && value !== null;
  if (isModule && typeof Reflect.get(value, 'spawn') === 'function') return;
  throw new InvalidArgumentError('options.nodePty', 'a build of node-pty: a module with spawn', value);
}

function missing(failures: readonly Error[]): TrackerError {
  const reasons = failures.map(({ message }) => message).join('; ');
  return new TrackerError(
    'unsupported',
    `panetree/pty needs the package node-pty: npm install node-pty, or where no compiler is: npm install @lydell/node-pty (${reasons})`,
    { cause: new AggregateError(failures, 'no build of node-pty can be loaded') },
  );
}

/** One line: the loader lists every folder it looked into. */
function reasonOf(error: unknown): string {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  if (isMissing) return 'not installed';
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line;
}
