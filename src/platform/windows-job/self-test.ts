import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Container, MemberRecord, SessionOptions } from '../contract.js';
import { inWords } from '../posix/system-error.js';
import { until } from '../until.js';

/** Some small programs one after the other; a machine that takes this long is not one to promise anything on. */
const boundMs = 15_000;
/** Of no turn: those count up from 1,000,000. */
const runId = 1;

/** What the test runs, besides the container. */
export interface SelfTestOptions extends Pick<SessionOptions, 'onHostExit'> {
  readonly helper: { readonly file: string; readonly args: readonly string[] };
}

/**
 * Proves on a real job that what has lost its parent is a member, in its run, can be ended one by one and all at once,
 * and that the end is seen. Gives the reason in words when one of it fails. The launcher stays as long as its command, so that
 * the test shared by the other backends, which counts one process for a command, is not this one's.
 */
export async function selfTest(container: Container, options: SelfTestOptions): Promise<string | undefined> {
  const deadlineAt = performance.now() + boundMs;
  try {
    await container.openRun(runId);
    await Promise.all([startDaemon(container, options), startDaemon(container, options, runId)]);
    const members = await waitForMembers(container, deadlineAt);
    const [first, second] = members;
    if (members.length !== 2 || first === undefined || second === undefined) {
      const names = members.map(({ name }) => name).join(', ');
      return `not two processes without a parent were listed, but ${names === '' ? 'none' : names}`;
    }
    if (first.runId === second.runId) return 'a process was not listed in its run';
    await container.endOne(first, deadlineAt);
    const [left, ...more] = await container.list('all');
    if (left?.pid !== second.pid || more.length > 0) return 'ending one process did not end that one alone';
    await container.endAll();
    if (!(await until(() => container.isEmpty(), deadlineAt))) return 'the forced kill left a process alive';
    return (await container.list('all')).length === 0 ? undefined : 'an ended process was still listed';
  } catch (error) {
    return inWords(error);
  }
}

/**
 * Resolves when what has started it has ended. Node keeps a job for what it starts and does not detach, and ends that
 * with the host: the first that joins decides whether the jobs of all blocks lie inside that one.
 */
async function startDaemon(
  container: Container,
  { helper, onHostExit }: SelfTestOptions,
  run?: number,
): Promise<void> {
  const wrapped = await container.wrap({ file: helper.file, args: [...helper.args, 'daemon'] }, run);
  if (wrapped.status === 'not-joinable') throw new Error(wrapped.reason);
  const { file, args } = wrapped.command;
  const child = spawn(file, [...args], {
    detached: onHostExit === 'keep',
    windowsHide: true,
    stdio: 'ignore',
  });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`the test program exited with ${child.exitCode}`);
}

async function waitForMembers(container: Container, deadlineAt: number): Promise<readonly MemberRecord[]> {
  let members: readonly MemberRecord[] = [];
  await until(async () => {
    members = await container.list('all');
    return members.length === 2 && members.every(({ command }) => command.endsWith(' rest'));
  }, deadlineAt);
  return members;
}
