import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Container, MemberRecord } from '../contract.js';
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

/**
 * Proves on a real container that daemons are members, can be ended one by one and all at once, and that
 * the end is seen. Gives the reason in words when one of it fails.
 */
export async function selfTest(
  container: Container,
  boundMs: number = defaultBoundMs,
): Promise<string | undefined> {
  const deadlineAt = performance.now() + boundMs;
  try {
    await startDaemons(container);
    const daemons = await waitForMembers(container, 2, deadlineAt);
    const [first, second] = daemons;
    if (first === undefined || second === undefined) {
      return `${daemons.length} of 2 double-forked processes were listed`;
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

/** Resolves when the shell between us and the daemons has exited: they have lost their parent. */
async function startDaemons(container: Container): Promise<void> {
  const wrapped = await container.wrap({ file: '/bin/sh', args: ['-c', script] });
  if (wrapped.status === 'not-joinable') throw new Error(wrapped.reason);
  const { file, args } = wrapped.command;
  const child = spawn(file, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  if (child.pid !== undefined) void container.confirmJoin(child.pid);
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  await once(child, 'close');
  const code = child.exitCode;
  if (code !== 0 || errors.length > 0) {
    throw new Error(Buffer.concat(errors).toString() || `the test program exited with ${String(code)}`);
  }
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
