import type { Opening, SessionOptions } from '../contract.js';
import { probeLimitMarks } from '../posix/limit-mark.js';
import { errnoOf, inWords } from '../posix/system-error.js';
import { hostDelegation } from './delegation.js';
import { noHierarchy, readOnlyRemedy } from './delegation-advice.js';
import { besideHostLeaf } from './host-leaf.js';
import type { KillMethod } from './kill-tree.js';
import { currentBases } from './mounts.js';
import { CgroupSession } from './session.js';

/** Opens a session in the first hierarchy that works; with `delegation: 'auto'` in a scope of its own too. */
export async function openCgroups(
  killMethod: KillMethod | 'auto',
  options: SessionOptions,
): Promise<Opening> {
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
  // Beside what is made meanwhile: it starts a shell.
  const limitMarks = probeLimitMarks();
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
