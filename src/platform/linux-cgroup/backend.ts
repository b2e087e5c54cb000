import type { Backend, Opening, SessionOptions } from '../contract.js';
import { probeLimitMarks } from '../posix/limit-mark.js';
import { errnoOf, inWords } from '../posix/system-error.js';
import { hostDelegation } from './delegation.js';
import { noHierarchy, readOnlyRemedy } from './delegation-advice.js';
import { besideHostLeaf } from './host-leaf.js';
import type { KillMethod } from './kill-tree.js';
import { currentBases } from './mounts.js';
import { CgroupSession } from './session.js';

export interface LinuxCgroupOptions {
  /** Default `auto`: `cgroup.kill` where the kernel has it, freeze and signal before Linux 5.14. */
  readonly killMethod?: KillMethod | 'auto';
}

/** cgroup v2: the kernel keeps the list of a block's processes and ends them all in one go. */
export function linuxCgroup({ killMethod = 'auto' }: LinuxCgroupOptions = {}): Backend {
  return { name: 'linux-cgroup', open: (options) => open(killMethod, options) };
}

async function open(killMethod: KillMethod | 'auto', options: SessionOptions): Promise<Opening> {
  if (process.platform !== 'linux') return unavailable(`it needs Linux, this is ${process.platform}`);
  try {
    const here = await openInFirstThatWorks(killMethod, options);
    if (here.status !== 'undelegated') return here;
    if (options.delegation === 'never') return unavailable(`${here.reason}; ${hostDelegation.advice()}`);
    const delegation = await hostDelegation.ask();
    if (delegation.status !== 'delegated') return unavailable(`${here.reason}; ${delegation.reason}`);
    const inScope = await openInFirstThatWorks(killMethod, options);
    return inScope.status === 'undelegated' ? unavailable(inScope.reason) : inScope;
  } catch (error) {
    return unavailable(inWords(error));
  }
}

/** `undelegated`: there are cgroups, and a scope might give one that works. */
type Attempt = Opening | { readonly status: 'undelegated'; readonly reason: string };

async function openInFirstThatWorks(
  killMethod: KillMethod | 'auto',
  options: SessionOptions,
): Promise<Attempt> {
  const bases = currentBases();
  const [home] = bases;
  if (home === undefined) return unavailable(noHierarchy);
  const errors: unknown[] = [];
  const limitMarks = await probeLimitMarks();
  for (const base of besideHostLeaf(bases)) {
    try {
      return {
        status: 'ready',
        session: await CgroupSession.open({ ...options, base, home, killMethod, bases, limitMarks }),
      };
    } catch (error) {
      errors.push(error);
    }
  }
  const reason = errors.map(inWords).join('; ');
  // Root may write everywhere, and a scope is as read-only as the rest: what fails here would fail there.
  if (errors.some((error) => errnoOf(error) === 'EROFS')) return unavailable(`${reason}; ${readOnlyRemedy}`);
  return process.getuid?.() === 0 ? unavailable(reason) : { status: 'undelegated', reason };
}

function unavailable(reason: string): Opening {
  return { status: 'unavailable', reason };
}
