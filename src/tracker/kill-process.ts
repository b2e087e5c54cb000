import { killStepsBesideKept } from '../defaults.js';
import type { ProcessRef } from '../platform/contract.js';
import type { KillPidOptions, KillPidResult } from './kill-api.js';
import { closure, keyOf } from './ancestry.js';
import { endedWith, hungUpBy } from './hang-up.js';
import { type Escalation, escalate } from './escalation.js';
import { escapedAmong, type KillNames, keptAmong, withNames } from './kill-names.js';
import { type KillScope, single, subtree, unlessSpared } from './kill-targets.js';

/** Finds out which identity is meant, refuses what must not be signalled, then ends it. */
export async function killProcess(
  kill: KillScope,
  target: ProcessRef,
  options: KillPidOptions = {},
): Promise<KillPidResult> {
  const ref = { pid: target.pid, birth: target.birth };
  const paced = paceOf(kill, options);
  const expected = await hungUpBy(kill, ref, paced);
  // Their exits are a consequence of this kill, and told as such.
  const onSignal: KillScope['onSignal'] = (processes) => kill.onSignal([...processes, ...(expected ?? [])]);
  const scope = withNames(expected === undefined || expected.length === 0 ? kill : { ...kill, onSignal });
  const result = await endOrSignal(scope, ref, paced);
  if (expected === undefined) return result;
  const own = new Set(result.ended?.map(keyOf));
  const hungUp = await endedWith(
    scope,
    expected.filter((each) => !own.has(keyOf(each))),
  );
  return { ...result, hungUp };
}

/** Beside what is kept no shell is hung up; SIGKILL is the forced kill: where the system can pin the process, it is. */
function paceOf({ published }: KillScope, options: KillPidOptions): KillPidOptions {
  if (options.only === 'SIGKILL') return { ...options, steps: [] };
  const holdsKept = published().some(({ lifetime }) => lifetime === 'kept');
  return holdsKept ? { steps: killStepsBesideKept, ...options } : options;
}

function endOrSignal(scope: NamingScope, ref: ProcessRef, options: KillPidOptions): Promise<KillPidResult> {
  const { only, subtree: withDescendants = false } = options;
  if (only === undefined || only === 'SIGKILL') {
    return withDescendants ? endSubtree(scope, ref, options) : endOne(scope, ref, options);
  }
  return signalOnce(scope, { ref, withDescendants, signal: only });
}

export type Identified = ProcessRef | 'not-member' | 'already-gone' | 'identity-changed' | 'protected';

/**
 * The identity a caller means. A bare PID means the one last published for the block when the call was made
 * (`published`), so a PID that has changed hands since the caller saw it is told apart from one that was never there.
 */
export async function identify(
  scope: KillScope,
  target: number | ProcessRef,
  published: ProcessRef | undefined,
): Promise<Identified> {
  const pid = typeof target === 'number' ? target : target.pid;
  if (scope.protectedPids.has(pid)) return 'protected';
  const now = (await scope.look('all')).find((member) => member.pid === pid);
  const meant = (typeof target === 'number' ? published : target) ?? now;
  if (meant === undefined) return 'not-member';
  if (now?.birth === meant.birth) return { pid, birth: meant.birth };
  if (now !== undefined) return 'identity-changed';
  return whyNotListed(scope, meant);
}

async function whyNotListed({ container }: KillScope, meant: ProcessRef): Promise<Identified> {
  const vitality = await container.vitality(meant);
  if (vitality === 'replaced') return 'identity-changed';
  return vitality === 'gone' ? 'already-gone' : 'not-member';
}

/** Signals that end no process, whatever it does with them. */
const harmless: ReadonlySet<NodeJS.Signals> = new Set([
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGCONT',
  'SIGCHLD',
  'SIGURG',
  'SIGWINCH',
]);

/** The outcome is that of the first target, which is the process that was named. */
async function signalOnce(
  scope: KillScope,
  { ref, withDescendants, signal }: SingleSignal,
): Promise<KillPidResult> {
  const targets = withDescendants ? await membersOf(scope, ref) : [ref];
  if (!harmless.has(signal)) scope.onSignal(targets);
  const [outcome = 'not-member'] = await scope.container.signal(targets, signal);
  return { status: outcome, process: ref };
}

interface SingleSignal {
  readonly ref: ProcessRef;
  readonly withDescendants: boolean;
  readonly signal: NodeJS.Signals;
}

async function membersOf(scope: KillScope, ref: ProcessRef): Promise<readonly ProcessRef[]> {
  const inside = unlessSpared(closure(await scope.look('all'), [ref], scope.lineage), ref);
  const descendants = inside.filter(({ pid }) => pid !== ref.pid && !scope.protectedPids.has(pid));
  return [ref, ...descendants.map(({ pid, birth }) => ({ pid, birth }))];
}

/** The scope of a kill that reports by name. */
type NamingScope = KillScope & { readonly names: KillNames };

async function endOne(scope: NamingScope, ref: ProcessRef, options: KillPidOptions): Promise<KillPidResult> {
  const target = single(scope, ref);
  const { forced, remaining } = await escalate(target, options);
  if (remaining.length === 0) {
    return { status: 'killed', process: ref, forced: forced.map((each) => scope.names.of(each)) };
  }
  return { status: target.lastForce === 'denied' ? 'denied' : 'survived', process: ref };
}

async function endSubtree(
  scope: NamingScope,
  ref: ProcessRef,
  options: KillPidOptions,
): Promise<KillPidResult> {
  const spared = await sparedOf(scope, ref);
  const escalated = await escalate(subtree(scope, ref), options);
  const status = escalated.remaining.length === 0 ? 'killed' : 'survived';
  // Proven by one more look: a spared process may have ended by itself meanwhile.
  await scope.look('all');
  const alive = scope.published().filter((member) => spared.has(keyOf(member)));
  const endings = endingsOf(escalated, scope.names);
  return { status, process: ref, ...endings, kept: keptAmong(alive), escaped: escapedAmong(alive) };
}

function endingsOf({ seen, forced, remaining }: Escalation, names: KillNames) {
  const alive = new Set(remaining.map(keyOf));
  const named = (refs: readonly ProcessRef[]) =>
    refs.filter((process) => !alive.has(keyOf(process))).map((process) => names.of(process));
  return { ended: named(seen), forced: named(forced) };
}

/** The identities below a process that a kill of its subtree leaves alone. */
async function sparedOf(scope: KillScope, ref: ProcessRef): Promise<ReadonlySet<string>> {
  const inside = closure(await scope.look('all'), [ref], scope.lineage);
  const reached = new Set(unlessSpared(inside, ref).map(keyOf));
  return new Set(inside.map(keyOf).filter((key) => !reached.has(key)));
}
