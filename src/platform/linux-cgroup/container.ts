import { setTimeout } from 'node:timers/promises';
import type {
  AttachOutcome,
  Command,
  Container,
  ContainerKey,
  ContainerUsage,
  EndOutcome,
  JoinOutcome,
  LimitListener,
  Limits,
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
} from '../contract.js';
import { launch } from '../posix/launcher.js';
import { continueIfStopped, findAlive, sendVerified, vitalityOf, whyNoMember } from '../posix/signals.js';
import { attachTree } from './attach.js';
import { makeTree, removeTree } from './control-files.js';
import { endEverything, endInLeaves } from './forced-end.js';
import { isInState } from './freezer.js';
import { confirmJoined, whyNotJoinable } from './join.js';
import { Kept } from './kept.js';
import { leafOf, mainLeaf } from './leaves.js';
import { MemberList } from './member-list.js';
import { CgroupPaths } from './cgroup-paths.js';
import { blockNames } from '../posix/block-names.js';
import { cgroupPathOf } from '../posix/placement.js';
import { isKillTarget } from '../posix/kill-filter.js';
import { ProcsReader } from './procs-reader.js';
import { Resources } from './resources.js';
import { RunLeaves } from './run-leaves.js';
import { FreezeState } from './freeze-state.js';
import type { CgroupContext } from './context.js';
import type { BlockEscapees } from './escapees.js';
import { takeOver } from './take-over.js';
import { CgroupTick } from './tick.js';
import { watchPopulated, type PopulatedWatch } from './watch.js';

/** One pass ends what stands still; what a second one finds came in before, and what a third does is stuck. */
const mostPasses = 2;

/** What is left of an exec once the name is the new one takes far less, if it has a processor. */
const execMs = 2;

export class CgroupContainer implements Container {
  readonly #around: CgroupContext;
  readonly #paths: CgroupPaths;
  readonly #escapees: BlockEscapees;
  readonly #paneReader: ProcsReader;
  readonly #list: MemberList;
  readonly #watch: PopulatedWatch;
  readonly #kept: Kept;
  readonly #runs: RunLeaves;
  readonly #resources: Resources;
  readonly #freezeState: FreezeState;
  #isClosed = false;

  static async create(key: ContainerKey, around: CgroupContext): Promise<CgroupContainer> {
    const names = blockNames(key);
    const { pane } = new CgroupPaths(around.instance, names);
    return makeTree(pane.directory, [mainLeaf, ...names.rest], () => new CgroupContainer(key, around));
  }

  private constructor(key: ContainerKey, around: CgroupContext) {
    const names = blockNames(key);
    this.#paths = new CgroupPaths(around.instance, names);
    const { pane } = this.#paths;
    this.#escapees = around.escapees.of(key);
    this.#around = around;
    this.#watch = watchPopulated(pane.directory, around.note);
    this.#paneReader = new ProcsReader(pane.directory, {
      leaves: [mainLeaf],
      emptyChildren: names.rest.length,
      onChange: () => this.#watch.tell(),
    });
    const paneHalf = { reader: this.#paneReader, path: pane.path };
    this.#list = new MemberList(around, paneHalf, this.#escapees.originOf);
    this.#runs = new RunLeaves({ paths: this.#paths, reader: this.#paneReader, list: this.#list });
    this.#kept = new Kept(this.#paths, (half) => this.#list.keep(half));
    this.#freezeState = new FreezeState(pane.directory);
    this.#resources = new Resources(pane.directory, around);
  }

  async openRun(runId: number): Promise<void> {
    await this.#runs.open(runId);
  }

  async closeRun(runId: number): Promise<'closed' | 'occupied'> {
    return this.#runs.remove(runId);
  }

  /** Takes what another host has left in a block of its own; rejects where somebody else is taking it. */
  async takeOver(left: CgroupPaths, claimant: string): Promise<void> {
    await takeOver(left, {
      claimant,
      paneLeaf: async (runId) => {
        if (runId !== undefined) await this.openRun(runId);
        return this.#paths.leaf(runId);
      },
      keptLeaf: (runId) => this.#kept.leaf(leafOf(runId)),
    });
    this.#list.invalidate();
  }

  async wrap(command: Command, runId?: number): Promise<WrapOutcome> {
    const procsPath = `${this.#paths.leaf(runId)}/cgroup.procs`;
    const line = launch(command, { ...this.#escapees.mark(runId), procsPath });
    const reason = whyNotJoinable(procsPath);
    return reason === undefined ? { status: 'wrapped', command: line } : { status: 'not-joinable', reason };
  }

  async confirmJoin(pid: number, runId?: number): Promise<JoinOutcome> {
    const outcome = await this.#list.joins.during(pid, () => confirmJoined(pid, this.#paths.pane.path));
    this.#paneReader.rouse(leafOf(runId));
    return outcome;
  }

  async attach(root: number, runId?: number): Promise<AttachOutcome> {
    const { clock, instance } = this.#around;
    const { pane, main } = this.#paths;
    const outcome = await attachTree(root, { clock, instance, pane, leaf: this.#paths.leaf(runId), main });
    // From one leaf to another the listing may read the same.
    this.#list.invalidate();
    return outcome;
  }

  async contains(pid: number): Promise<boolean> {
    return this.#paths.holds(cgroupPathOf(pid));
  }

  async list(depth: LookDepth, tick?: Tick): Promise<readonly MemberRecord[]> {
    const members = this.#look(depth, tick);
    if (depth !== 'all' || !this.#list.metExec) return members;
    await setTimeout(execMs);
    return this.#look(depth, tick);
  }

  #look(depth: LookDepth, tick?: Tick): readonly MemberRecord[] {
    if (this.#isClosed) return [];
    const { mark, bootedAt, rotating, searchesEscapees } = CgroupTick.of(tick, this.#around);
    const escapees = depth === 'all' || searchesEscapees ? this.#escapees.search() : [];
    const members = this.#list.look({ depth, mark, bootedAt, escapees, rotate: rotating === this });
    // Afterwards: the kernel counts a kill before the process is gone from the list.
    this.#resources.checkLimits();
    return members;
  }

  async signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]> {
    return targets.map((target) =>
      this.#isMember(target)
        ? sendVerified(target, signal, this.#around.clock)
        : whyNoMember(target, this.#around.clock),
    );
  }

  async wake(targets: readonly ProcessRef[]): Promise<void> {
    await this.#freezeState.suspend();
    for (const target of targets) if (this.#isMember(target)) continueIfStopped(target, this.#around.clock);
  }

  async resumeFreeze(): Promise<void> {
    if (!this.#isClosed) await this.#freezeState.resume();
  }

  async endOne(target: ProcessRef, deadlineAt: number): Promise<EndOutcome> {
    if (!this.#paths.holds(cgroupPathOf(target.pid))) return this.#endEscaped(target);
    const found = findAlive(target, this.#around.clock);
    if (typeof found === 'string') return found;
    await this.#freezeState.inTurn(() => this.#kill([target], deadlineAt));
    return typeof findAlive(target, this.#around.clock) === 'string' ? 'ended' : 'survived';
  }

  async endSelected(select: MemberSelector, deadlineAt: number): Promise<void> {
    await this.#freezeState.while(async () => {
      for (let pass = 0; pass < mostPasses; pass++) {
        const targets = select(await this.list('all'));
        if (targets.length === 0) return;
        await this.#kill(targets, deadlineAt);
      }
    });
  }

  async endAll(runId?: number): Promise<void> {
    const { clock, killMethod: method } = this.#around;
    const part = async () => (await this.list('changes')).filter((member) => isKillTarget(member, runId));
    await endEverything(this.#paths.part(runId), part, { clock, method });
  }

  async isEmpty(runId?: number): Promise<boolean> {
    return !isInState(this.#paths.part(runId), 'populated');
  }

  async vitality(ref: ProcessRef): Promise<Vitality> {
    return vitalityOf(ref, this.#around.clock);
  }

  async keep(select: MemberSelector): Promise<readonly ProcessRef[]> {
    return this.#freezeState.while(async () => {
      const targets = select(await this.list('all'));
      if (targets.length === 0) return [];
      try {
        return await this.#kept.take(targets);
      } finally {
        this.#list.invalidate();
      }
    });
  }

  get isFrozen(): boolean {
    return this.#freezeState.isFrozen;
  }

  async freeze(): Promise<void> {
    await this.#freezeState.freeze();
  }

  async thaw(): Promise<void> {
    if (!this.#isClosed) await this.#freezeState.thaw();
  }

  async usage(runId?: number): Promise<ContainerUsage> {
    const members = await this.list('changes');
    const counted = members.filter((member) => runId === undefined || member.runId === runId);
    return this.#resources.usage([this.#paths.part(runId), ...this.#kept.parts(runId)], counted);
  }

  async ports(sample?: Sample): Promise<PortReading | undefined> {
    return this.#resources.ports(await this.list('changes'), sample);
  }

  async limit(limits: Limits, onEnforced: LimitListener): Promise<void> {
    await this.#resources.limit(limits, onEnforced);
  }

  onHint(listener: () => void): void {
    this.#watch.onChange(listener);
  }

  onDowngrade(): void {
    // A command that cannot join is told by `wrap`, and a member that leaves by the list.
  }

  async remove(deadlineAt: number): Promise<'removed' | 'occupied'> {
    return this.#freezeState.inTurn(async () => {
      this.#close();
      const isRemoved = await removeTree(this.#paths.pane.directory, deadlineAt);
      const isLetGo = await this.#kept.letGo(this.#around.home.directory);
      return isRemoved && isLetGo ? 'removed' : 'occupied';
    });
  }

  async release(): Promise<void> {
    try {
      await this.#freezeState.thaw();
    } finally {
      await this.#freezeState.inTurn(async () => {
        this.#close();
        const halves = [this.#paths.pane.directory, this.#paths.kept.directory];
        // The empty children of a pane complete the name of a long blockId, so an occupied block keeps them.
        if (halves.some((half) => isInState(half, 'populated'))) return;
        for (const half of halves) await removeTree(half, performance.now());
      });
    }
  }

  #close(): void {
    this.#isClosed = true;
    this.#around.onClose(this);
    this.#escapees.close();
    this.#watch.close();
    this.#runs.close();
    this.#paneReader.close();
    this.#kept.close();
  }

  #kill(targets: readonly ProcessRef[], deadlineAt: number): Promise<void> {
    const { clock, killMethod: method } = this.#around;
    return endInLeaves(this.#paths, targets, { clock, method, deadlineAt });
  }

  #isMember(target: ProcessRef): boolean {
    return this.#paths.holds(cgroupPathOf(target.pid)) || this.#list.hasEscaped(target);
  }

  /** It lives where we may move nothing, so the signal itself has to do. */
  #endEscaped(target: ProcessRef): EndOutcome {
    if (!this.#list.hasEscaped(target)) return whyNoMember(target, this.#around.clock);
    const outcome = sendVerified(target, 'SIGKILL', this.#around.clock);
    return outcome === 'signalled' ? 'ended' : outcome;
  }
}
