import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command, Container, MemberRecord } from '../contract.js';
import { inWords } from './system-error.js';
import { until } from '../until.js';

/** The whole test needs some 20 ms; a machine that takes this long is not one to promise anything on. */
const defaultBoundMs = 3000;

/** Long enough to be found, short enough to be no burden should the host die in the middle. */
const wait = 'command -v sleep >/dev/null && exec sleep 30; kill -s STOP $$';

/**
 * Two grandchildren that double-fork. PATH may be empty and setsid(1) is not in POSIX: where sleep(1) is missing
 * they wait stopped, where setsid(1) is missing they stay in the session of their parent, a new one too.
 */
const script = `
session=$(command -v setsid) || session=
for each in 1 2; do ( $session /bin/sh -c '${wait}' </dev/null >/dev/null 2>&1 & ); done
`;

/** What is started for a test: two processes, be they a root that stays and its child or what a root leaves behind. */
export interface SelfTest {
  readonly command: Command;
  readonly root: 'stays' | 'ends';
  readonly boundMs?: number;
}

/** Two that nothing but the system's own list, a marker or a session leads to. */
export const daemons: SelfTest = { command: { file: '/bin/sh', args: ['-c', script] }, root: 'ends' };

/** For where only an unbroken line of parents leads to a process. */
export const rootAndChild: SelfTest = {
  command: { file: '/bin/sh', args: ['-c', `( ${wait} ) & ${wait}`] },
  root: 'stays',
};

/**
 * Proves on a real container that daemons are members, can be ended one by one and all at once, and that
 * the end is seen. Gives the reason in words when one of it fails.
 */
export async function selfTest(container: Container, test: SelfTest = daemons): Promise<string | undefined> {
  const deadlineAt = performance.now() + (test.boundMs ?? defaultBoundMs);
  try {
    await startTwo(container, test);
    const members = await waitForMembers(container, 2, deadlineAt);
    const [first, second] = members;
    if (first === undefined || second === undefined) {
      return `${members.length} of 2 ${test.root === 'ends' ? 'double-forked ' : ''}processes were listed`;
    }
    await container.endOne(first, deadlineAt);
    const left = await container.list('all');
    if (left.length !== 1 || left[0]?.pid !== second.pid) {
      return 'ending one process did not end that one alone';
    }
    await container.endAll();
    if (!(await until(() => container.isEmpty(), deadlineAt))) return 'the forced kill left a process alive';
    return (await container.list('all')).length === 0 ? undefined : 'an ended process was still listed';
  } catch (error) {
    return inWords(error);
  }
}

/** Where the root ends, resolves when it has: what it started has lost its parent. */
async function startTwo(container: Container, { command, root }: SelfTest): Promise<void> {
  // The host's own directory may be gone.
  const cwd = process.platform === 'win32' ? {} : { cwd: '/' };
  const wrapped = await container.wrap({ ...command, ...cwd });
  if (wrapped.status === 'not-joinable') throw new Error(wrapped.reason);
  const { file, args, env } = wrapped.command;
  const child = spawn(file, args, {
    ...cwd,
    ...(env && { env }),
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const joining = child.pid === undefined ? undefined : container.confirmJoin(child.pid);
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const closed = once(child, 'close');
  await joining;
  if (root === 'stays') return ignoreFailure(closed);
  await closed;
  const code = child.exitCode;
  if (code !== 0 || errors.length > 0) {
    throw new Error(Buffer.concat(errors).toString() || `the test program exited with ${String(code)}`);
  }
}

/** The test ends it; one that could not be started shows by not being listed. */
function ignoreFailure(closed: Promise<unknown>): void {
  closed.catch(() => undefined);
}

async function waitForMembers(
  container: Container,
  count: number,
  deadlineAt: number,
): Promise<readonly MemberRecord[]> {
  let members: readonly MemberRecord[] = [];
  await until(async () => {
    members = await container.list('all');
    return members.length >= count;
  }, deadlineAt);
  return members;
}
