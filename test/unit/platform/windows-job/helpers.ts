import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Container } from '../../../../src/platform/contract.js';
import type { ConnectionListener, HelperCommand } from '../../../../src/platform/windows-job/connection.js';
import { JobSession } from '../../../../src/platform/windows-job/session.js';

const script = fileURLToPath(new URL('fake-helper.mjs', import.meta.url));

export interface Scenario {
  readonly processes?: readonly object[];
  readonly misbehave?: Readonly<Record<string, 'garbage' | 'oversized' | 'exit' | 'silent'>>;
  /** -1: says nothing; 0: ends at once. */
  readonly protocol?: number;
  readonly endingAsks?: number;
}

export function fakeHelper(scenario: Scenario = {}): HelperCommand {
  return {
    file: process.execPath,
    args: [script, JSON.stringify(scenario)],
    mostLineBytes: 1024 * 1024,
    // Short only for what is to run into it: a busy machine takes its time.
    callBoundMs: Object.values(scenario.misbehave ?? {}).includes('silent') ? 300 : 20_000,
    startBoundMs: scenario.protocol === -1 ? 2000 : 20_000,
  };
}

/** Three of one tree, and a stranger. */
export const tree: readonly object[] = [
  { pid: 40, ppid: 4, birth: '1000', image: 'C:\\bin\\shell.exe', command: 'shell -i' },
  { pid: 44, ppid: 40, birth: '1001', image: 'C:\\bin\\tool.exe', command: 'tool' },
  { pid: 48, ppid: 44, birth: '1002', image: 'C:\\bin\\tool.exe', command: 'tool --child' },
  { pid: 52, ppid: 40, birth: '999', image: 'C:\\bin\\older.exe', command: 'older' },
];

export class Heard implements ConnectionListener {
  readonly hints: string[] = [];
  readonly noise: string[] = [];
  readonly lost: string[] = [];
  readonly onHint: ConnectionListener['onHint'] = ({ job, what }) => void this.hints.push(`${job} ${what}`);
  readonly onNoise: ConnectionListener['onNoise'] = (reason) => void this.noise.push(reason);
  readonly onLost: ConnectionListener['onLost'] = (reason) => void this.lost.push(reason);
}

export async function openSession(
  scenario: Scenario = {},
  onHostExit: 'kill' | 'keep' = 'kill',
): Promise<JobSession> {
  const session = await JobSession.open({
    helper: fakeHelper(scenario),
    onHostExit,
    selfTest: async () => undefined,
  });
  onTestFinished(() => session.close());
  return session;
}

/** A block with the tree in it. */
export async function withTree(session: JobSession, blockId = 'a', root = 40): Promise<Container> {
  const container = await session.createContainer({ blockId, generation: 1 });
  await container.attach(root);
  return container;
}
