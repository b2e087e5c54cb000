import type {
  AttachOutcome,
  Command,
  Container,
  ContainerUsage,
  EndOutcome,
  JoinOutcome,
  LookDepth,
  MemberRecord,
  MemberSelector,
  ProcessRef,
  SignalOutcome,
  Tick,
  Vitality,
  WrapOutcome,
} from '../../contract.js';
import { until } from '../../until.js';
import { descendants } from '../process-table.js';
import { Records } from './records.js';
import type { LedgerSession } from './session.js';
import { cleanLooks, sweep } from './sweep.js';

/** A launcher needs about 1 ms; one that has not become its command after this long is said not to have. */
const joinBoundMs = 3000;
/** How long one sweep over a whole block may take before its caller looks at the result. */
const sweepBoundMs = 150;
/** A tree that forks faster than it can be taken in or stopped for this many passes is left as it is then. */
const mostPasses = 100;

/** The members of one block as the ledger has them. */
export class LedgerContainer implements Container {
  readonly #session: LedgerSession;
  readonly #marker: string;
  readonly #records: Records;
  /** Stopped by `freeze`, and not before. */
  #frozen: readonly ProcessRef[] = [];
  #isFreezeWanted = false;
  #isClosed = false;

  constructor(session: LedgerSession, marker: string) {
    this.#session = session;
    this.#marker = marker;
    this.#records = new Records(session.source, (place) => session.isHome(place));
  }

  async wrap(command: Command): Promise<WrapOutcome> {
    return { status: 'wrapped', command: this.#session.launch(command, this.#marker) };
  }

  /** The claim comes before anything is awaited: until then the process, ended or not, still holds its PID. */
  async confirmJoin(pid: number): Promise<JoinOutcome> {
    this.#session.claim(pid, this.#marker);
    const deadlineAt = performance.now() + joinBoundMs;
    await this.#session.look();
    await until(async () => !(await this.#isOnItsWay(pid)), deadlineAt);
    const owner = this.#session.ownerOf(pid);
    if (owner === this.#marker) return { status: 'joined' };
    if (this.#session.entryOf(pid) === undefined) return { status: 'already-gone' };
    return {
      status: 'not-joined',
      reason: 'it is neither a child of this host nor does it carry its marker',
    };
  }

  async attach(root: number): Promise<AttachOutcome> {
    const session = this.#session;
    const moved = new Map<number, ProcessRef>();
    await session.look();
    const wasMember = session.ownerOf(root) === this.#marker;
    if (session.entryOf(root) === undefined) return { status: 'already-gone' };
    for (let pass = 0; pass < mostPasses; pass++) {
      const tree = descendants(session.entries, root);
      const outside = tree.filter(({ pid }) => session.ownerOf(pid) === undefined);
      if (outside.length === 0) break;
      session.take(outside, this.#marker);
      for (const { pid, birth } of outside) moved.set(pid, { pid, birth });
      await session.look();
    }
    return { status: wasMember ? 'member' : 'late', processes: [...moved.values()] };
  }

  async contains(pid: number): Promise<boolean> {
    if (this.#session.isStranger(pid)) return false;
    await this.#session.look();
    return this.#session.ownerOf(pid) === this.#marker;
  }

  async list(depth: LookDepth, tick?: Tick): Promise<readonly MemberRecord[]> {
    if (this.#isClosed) return [];
    await this.#session.look(tick);
    return this.#records.update(this.#session.membersOf(this.#marker), {
      depth,
      rotate: tick !== undefined && this.#session.isInTurn(this.#marker),
      entryOf: (pid) => this.#session.entryOf(pid),
    });
  }

  async signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]> {
    const members = targets.filter((target) => this.#isMember(target));
    const sent = await this.#session.source.signal(members, signal);
    const outcomes = new Map(members.map((member, index) => [member, sent[index]]));
    return Promise.all(targets.map(async (target) => outcomes.get(target) ?? this.#whyNoMember(target)));
  }

  async wake(targets: readonly ProcessRef[]): Promise<void> {
    await this.#session.look();
    const stopped = targets.filter(
      (target) => this.#isMember(target) && this.#session.isStopped(target) !== false,
    );
    await this.#session.source.signal(stopped, 'SIGCONT');
    this.#frozen = [];
  }

  async resumeFreeze(): Promise<void> {
    if (this.#isFreezeWanted && !this.#isClosed) await this.#stop();
  }

  async endOne(target: ProcessRef, deadlineAt: number): Promise<EndOutcome> {
    const [outcome = 'already-gone'] = await this.signal([target], 'SIGKILL');
    if (outcome !== 'signalled') return outcome;
    const hasEnded = async () => {
      const vitality = await this.vitality(target);
      return vitality === 'gone' || vitality === 'replaced';
    };
    return (await until(hasEnded, deadlineAt)) ? 'ended' : 'survived';
  }

  async endSelected(select: MemberSelector, deadlineAt: number): Promise<void> {
    const list = () => this.list('all');
    await sweep({ source: this.#session.source, list, select, deadlineAt, reachWider: nowhere });
  }

  async endAll(): Promise<void> {
    await sweep({
      source: this.#session.source,
      list: () => this.list('changes'),
      select: (members) => members.filter(endsWithPane),
      deadlineAt: performance.now() + sweepBoundMs,
      reachWider: (targets, signal) => this.#reachWider(targets, signal),
    });
  }

  async isEmpty(): Promise<boolean> {
    for (let look = 0; look < cleanLooks; look++) {
      if ((await this.list('changes')).some(endsWithPane)) return false;
    }
    return true;
  }

  async vitality(ref: ProcessRef): Promise<Vitality> {
    return this.#session.source.vitality(ref);
  }

  async keep(select: MemberSelector): Promise<readonly ProcessRef[]> {
    const kept = select(await this.list('all'));
    this.#session.keep(kept);
    return kept;
  }

  async freeze(): Promise<void> {
    await this.#stop();
    this.#isFreezeWanted = true;
  }

  async thaw(): Promise<void> {
    this.#isFreezeWanted = false;
    const frozen = this.#frozen;
    this.#frozen = [];
    await this.#session.source.signal(frozen, 'SIGCONT');
  }

  /** What has exited is counted nowhere, so that no total can be told. */
  async usage(): Promise<ContainerUsage> {
    return {
      cpuTimeMs: undefined,
      memoryBytes: undefined,
      peakMemoryBytes: undefined,
      readBytes: undefined,
      writtenBytes: undefined,
      processes: await this.#session.source.usage(await this.list('changes')),
    };
  }

  onHint(): void {
    // Nothing tells when a process comes or goes.
  }

  onDowngrade(): void {
    // It promises nothing that it could lose.
  }

  async remove(): Promise<'removed'> {
    await this.release();
    return 'removed';
  }

  async release(): Promise<void> {
    try {
      if (this.#frozen.length > 0) await this.thaw();
    } finally {
      this.#isClosed = true;
      this.#session.forget(this.#marker);
    }
  }

  async #isOnItsWay(pid: number): Promise<boolean> {
    await this.#session.look();
    const entry = this.#session.entryOf(pid);
    return entry !== undefined && this.#session.source.describe(entry) === 'launcher';
  }

  /** Again and again until a pass finds nobody who runs. What stood still before is left so by `thaw`. */
  async #stop(): Promise<void> {
    for (let pass = 0; pass < mostPasses; pass++) {
      const frozen = new Set(this.#frozen.map(({ pid }) => pid));
      const running = (await this.list('changes')).filter(
        (member) => endsWithPane(member) && !(this.#session.isStopped(member) ?? frozen.has(member.pid)),
      );
      if (running.length === 0) return;
      await this.#session.source.signal(running, 'SIGSTOP');
      this.#frozen = [...this.#frozen, ...running];
    }
    throw new Error(`not every process had stopped after ${mostPasses} passes`);
  }

  #isMember({ pid, birth }: ProcessRef): boolean {
    return this.#session.ownerOf(pid) === this.#marker && this.#session.entryOf(pid)?.birth === birth;
  }

  async #whyNoMember(target: ProcessRef): Promise<SignalOutcome> {
    const vitality = await this.vitality(target);
    if (vitality === 'gone') return 'already-gone';
    return vitality === 'replaced' ? 'identity-changed' : 'not-member';
  }

  /** A group or a tree in which somebody is not to be killed is nobody's to kill as a whole. */
  async #reachWider(targets: readonly ProcessRef[], signal: 'SIGSTOP' | 'SIGKILL'): Promise<void> {
    const { source, entries } = this.#session;
    const pids = new Set(targets.map(({ pid }) => pid));
    const others = [...entries.values()].filter(({ pid }) => !pids.has(pid));
    if (source.signalGroup !== undefined) {
      const spared = new Set(others.map(({ group }) => group));
      const leaders = [...pids].filter((pid) => entries.get(pid)?.group === pid && !spared.has(pid));
      for (const leader of leaders) source.signalGroup(leader, signal);
    }
    if (source.endTree !== undefined && signal === 'SIGKILL') {
      const spared = new Set(others.map(({ ppid }) => ppid));
      const tops = [...pids].filter((pid) => !pids.has(entries.get(pid)?.ppid ?? 0) && !spared.has(pid));
      await Promise.all(tops.map(source.endTree));
    }
  }
}

async function nowhere(): Promise<void> {
  // Killing one process or subtree reaches exactly those.
}

function endsWithPane({ lifetime, escapedTo }: MemberRecord): boolean {
  return lifetime === 'pane' && escapedTo === undefined;
}
