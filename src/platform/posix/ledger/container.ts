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
  PortReading,
  ProcessRef,
  Sample,
  SignalOutcome,
  Tick,
  Vitality,
  WrapOutcome,
} from '../../contract.js';
import { until } from '../../until.js';
import { isKillTarget } from '../kill-filter.js';
import { takeTree } from './attach.js';
import { Records } from './records.js';
import type { ProcessTracker } from './process-tracker.js';
import type { LeftBlock } from './leftovers.js';
import type { TableEntry } from './table.js';
import { groupKill } from './group-kill.js';
import { Freezer } from './freezer.js';
import { cleanLooks, killLoop } from './kill-loop.js';

/** A launcher needs about 1 ms; one that has not become its command after this long is said not to have. */
const joinBoundMs = 3000;
/** How long one kill loop over a whole block may take before its caller looks at the result. */
const killLoopBoundMs = 150;

/** What a container is made for. */
export interface LedgerBlock {
  /** What its commands carry, for a run or for none. */
  readonly markerOf: (runId?: number) => string;
  /** The command as it is started, marked where that can be done. */
  readonly launch: (command: Command, marker: string) => Command;
  readonly onKeep: (kept: readonly ProcessRef[]) => Promise<void>;
}

/** The members of one block as the ledger has them. */
export class LedgerContainer implements Container {
  readonly #tracker: ProcessTracker;
  readonly #markerOf: LedgerBlock['markerOf'];
  readonly #marker: string;
  readonly #launch: LedgerBlock['launch'];
  readonly #onKeep: LedgerBlock['onKeep'];
  readonly #records: Records;
  /** The markers of the block and of each run it ever had, for what may still turn up of one. */
  readonly #owners = new Map<string, number | undefined>();
  readonly #freezer: Freezer;
  #letGo: () => Promise<void> | undefined = () => undefined;
  #isClosed = false;

  constructor(tracker: ProcessTracker, { markerOf, launch, onKeep }: LedgerBlock) {
    this.#tracker = tracker;
    this.#markerOf = markerOf;
    this.#marker = markerOf();
    this.#owners.set(this.#marker, undefined);
    this.#launch = launch;
    this.#onKeep = onKeep;
    this.#freezer = new Freezer(tracker, () => this.#read('changes'));
    this.#records = new Records(tracker.source, (place) => tracker.isHome(place));
  }

  async openRun(runId: number): Promise<void> {
    const marker = this.#markerOf(runId);
    this.#owners.set(marker, runId);
    this.#tracker.openRun(marker);
  }

  async closeRun(runId: number): Promise<'closed' | 'occupied'> {
    return (await this.isEmpty(runId)) ? 'closed' : 'occupied';
  }

  /** What carries the markers of a dead host's block belongs to this one, until it is released and lets go. */
  takeOver({ markers, members }: LeftBlock, letGo: () => Promise<void> | undefined): void {
    this.#letGo = letGo;
    for (const [marker, runId] of markers) {
      this.#owners.set(marker, runId);
      this.#tracker.openRun(marker);
      const those = members.filter(({ owner }) => owner === marker).flatMap((ref) => this.#entryOf(ref));
      this.#tracker.take(those, marker);
    }
  }

  async wrap(command: Command, runId?: number): Promise<WrapOutcome> {
    return { status: 'wrapped', command: this.#launch(command, this.#markerOf(runId)) };
  }

  /** The claim comes before anything is awaited: until then the process, ended or not, still holds its PID. */
  async confirmJoin(pid: number, runId?: number): Promise<JoinOutcome> {
    this.#tracker.claim(pid, this.#markerOf(runId));
    const deadlineAt = performance.now() + joinBoundMs;
    await this.#records.joins.during(pid, () =>
      until(async () => !(await this.#isOnItsWay(pid)), deadlineAt),
    );
    await this.#freezer.include();
    if (this.#owns(pid)) return { status: 'joined' };
    if (this.#tracker.entryOf(pid) === undefined) return { status: 'already-gone' };
    return {
      status: 'not-joined',
      reason: 'it is neither a child of this host nor does it carry its marker',
    };
  }

  async attach(root: number, runId?: number): Promise<AttachOutcome> {
    await this.#tracker.look();
    const wasMember = this.#owns(root);
    if (this.#tracker.entryOf(root) === undefined) return { status: 'already-gone' };
    const isToTake = (pid: number) => this.#isToTake(pid, runId);
    const processes = await takeTree(this.#tracker, { root, owner: this.#markerOf(runId), isToTake });
    await this.#freezer.include();
    return { status: wasMember ? 'member' : 'late', processes };
  }

  async contains(pid: number): Promise<boolean> {
    if (this.#tracker.isStranger(pid)) return false;
    await this.#tracker.look();
    return this.#owns(pid);
  }

  async list(depth: LookDepth, tick?: Tick): Promise<readonly MemberRecord[]> {
    const members = await this.#read(depth, tick);
    await this.#freezer.include(members);
    return members;
  }

  async #read(depth: LookDepth, tick?: Tick): Promise<readonly MemberRecord[]> {
    if (this.#isClosed) return [];
    await this.#tracker.look(tick);
    return this.#records.update(this.#tracker.membersOf(this.#owners), {
      depth,
      rotate: tick !== undefined && this.#tracker.isInTurn(this.#marker),
      entryOf: (pid) => this.#tracker.entryOf(pid),
      runIdOf: (owner) => this.#owners.get(owner),
    });
  }

  async signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]> {
    const members = targets.filter((target) => this.#isMember(target));
    const sent = await this.#tracker.source.signal(members, signal);
    const outcomes = new Map(members.map((member, index) => [member, sent[index]]));
    return Promise.all(targets.map(async (target) => outcomes.get(target) ?? this.#whyNoMember(target)));
  }

  async wake(targets: readonly ProcessRef[]): Promise<void> {
    await this.#tracker.look();
    const stopped = targets.filter(
      (target) => this.#isMember(target) && this.#tracker.isStopped(target) !== false,
    );
    await this.#tracker.source.signal(stopped, 'SIGCONT');
    this.#freezer.forget(stopped);
  }

  async resumeFreeze(): Promise<void> {
    if (!this.#isClosed) await this.#freezer.resume();
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
    await killLoop({ source: this.#tracker.source, list, select, deadlineAt, groupKill: nowhere });
  }

  async endAll(runId?: number): Promise<void> {
    await killLoop({
      source: this.#tracker.source,
      list: () => this.list('changes'),
      select: (members) => members.filter((member) => isKillTarget(member, runId)),
      deadlineAt: performance.now() + killLoopBoundMs,
      groupKill: (targets, signal) => groupKill(this.#tracker, targets, signal),
    });
  }

  async isEmpty(runId?: number): Promise<boolean> {
    for (let look = 0; look < cleanLooks; look++) {
      if ((await this.list('changes')).some((member) => isKillTarget(member, runId))) return false;
    }
    return true;
  }

  async vitality(ref: ProcessRef): Promise<Vitality> {
    return this.#tracker.source.vitality(ref);
  }

  async keep(select: MemberSelector): Promise<readonly ProcessRef[]> {
    const kept = select(await this.list('all'));
    this.#tracker.keep(kept);
    await this.#onKeep(kept);
    return kept;
  }

  get isFrozen(): boolean {
    return this.#freezer.isFrozen;
  }

  async freeze(): Promise<void> {
    await this.#freezer.freeze();
  }

  async thaw(): Promise<void> {
    await this.#freezer.thaw();
  }

  /** What has exited is counted nowhere, so that no total can be told. */
  async usage(runId?: number): Promise<ContainerUsage> {
    const members = await this.list('changes');
    return {
      cpuTimeMs: undefined,
      memoryBytes: undefined,
      peakMemoryBytes: undefined,
      readBytes: undefined,
      writtenBytes: undefined,
      processes: await this.#tracker.source.usage(
        members.filter((member) => runId === undefined || member.runId === runId),
      ),
      limits: undefined,
    };
  }

  async ports(sample?: Sample): Promise<PortReading | undefined> {
    return this.#tracker.source.ports(await this.list('changes'), sample);
  }

  async limit(): Promise<void> {
    throw new Error('only a cgroup v2 with its controllers limits a block, and this backend has none');
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
      await this.#freezer.thaw();
    } finally {
      this.#isClosed = true;
      this.#tracker.forget(this.#owners);
    }
    await this.#letGo();
  }

  async #isOnItsWay(pid: number): Promise<boolean> {
    await this.#tracker.look();
    const entry = this.#tracker.entryOf(pid);
    return entry !== undefined && this.#tracker.source.describe(entry)?.isStarting === true;
  }

  #entryOf({ pid, birth }: ProcessRef): readonly TableEntry[] {
    const entry = this.#tracker.entryOf(pid);
    return entry?.birth === birth ? [entry] : [];
  }

  #owns(pid: number): boolean {
    return this.#owners.has(this.#tracker.ownerOf(pid) ?? '');
  }

  /** A member with no run may be taken into one. */
  #isToTake(pid: number, runId: number | undefined): boolean {
    const owner = this.#tracker.ownerOf(pid);
    return owner === undefined || (runId !== undefined && owner === this.#marker);
  }

  #isMember({ pid, birth }: ProcessRef): boolean {
    return this.#owns(pid) && this.#tracker.entryOf(pid)?.birth === birth;
  }

  async #whyNoMember(target: ProcessRef): Promise<SignalOutcome> {
    const vitality = await this.vitality(target);
    if (vitality === 'gone') return 'already-gone';
    return vitality === 'replaced' ? 'identity-changed' : 'not-member';
  }
}

async function nowhere(): Promise<void> {
  // Killing one process or subtree reaches exactly those.
}
