import { defaultKillSteps } from '../defaults.js';
import type { ProcessRef } from '../platform/contract.js';
import { until } from '../platform/until.js';
import { keyOf } from './ancestry.js';
import type { KillPidOptions, NamedProcess } from './kill-api.js';
import { named } from './kill-names.js';
import type { KillScope } from './kill-targets.js';
import type { TrackedProcess } from './tracked-process.js';

/** A process that is hung up ends within milliseconds, or handles the signal and stays. */
const endsWithinMs = 300;

type Wish = Pick<KillPidOptions, 'only' | 'steps'>;

/**
 * The members that the system, or the shell that is ended, will hang up; undefined where this system does not tell.
 * A signal alone hangs up nobody, but for SIGHUP, which shells pass on, and SIGKILL, which always ends.
 */
export async function hungUpBy(
  { hungUpWith, published }: Pick<KillScope, 'hungUpWith' | 'published'>,
  target: ProcessRef,
  { only, steps = defaultKillSteps }: Wish,
): Promise<readonly TrackedProcess[] | undefined> {
  const hangUp = await hungUpWith(target.pid);
  if (hangUp === undefined) return undefined;
  const isEnd = only === undefined || only === 'SIGKILL' || only === 'SIGHUP';
  const isHangUp =
    only === 'SIGHUP' || (only === undefined && steps.some(({ signal }) => signal === 'SIGHUP'));
  const pids = new Set([...(isEnd ? hangUp.bySystem : []), ...(isHangUp ? hangUp.byShell : [])]);
  return published().filter(({ pid }) => pids.has(pid));
}

/** Those of them that have ended with it. */
export async function endedWith(
  { look, published }: KillScope,
  expected: readonly TrackedProcess[],
): Promise<readonly NamedProcess[]> {
  if (expected.length === 0) return [];
  let alive = new Set<string>();
  await until(async () => {
    await look('changes');
    alive = new Set(published().map(keyOf));
    return expected.every((each) => !alive.has(keyOf(each)));
  }, performance.now() + endsWithinMs);
  return expected.filter((each) => !alive.has(keyOf(each))).map(named);
}
