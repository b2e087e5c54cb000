import { closeSync, constants, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import type {
  AttachOutcome,
  Command,
  Container,
  ContainerKey,
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
} from '../contract.js';
import { launch } from '../posix/launcher.js';
import { continueIfStopped, findAlive, sendVerified } from '../posix/signals.js';
import { inWords } from '../posix/system-error.js';
import { attachTree } from './attach.js';
import { moveProcesses, removeTree } from './control-files.js';
import { endEverything, endExactly } from './forced-end.js';
import { isInState } from './freezer.js';
import { confirmJoined } from './join.js';
import { letGo } from './kept.js';
import type { KillMethod } from './kill-tree.js';
import { MemberList, type ProcSource } from './member-list.js';
import { below, type CgroupLocation } from './mounts.js';
import { blockNames } from '../posix/block-names.js';
import { markerOf } from '../posix/marker.js';
import { cgroupPathOf, isWithin } from '../posix/placement.js';
import { ProcsReader } from './procs-reader.js';
import { Stillness } from './stillness.js';
import type { Strays } from './strays.js';
import { CgroupTick } from './tick.js';
import { readUsage } from './usage.js';
import { watchPopulated, type PopulatedWatch } from './watch.js';

/** Processes outside any run live here: a cgroup that delegates controllers may hold none itself. */
const mainLeaf = 'main';

/** One pass ends what stands still; what a second one finds came in before, and what a third does is stuck. */
const mostPasses = 2;

/** What a session lends to its containers. */
export interface Surroundings extends ProcSource {
  readonly instance: CgroupLocation;
  /** Where the host itself lives; the kept return there. */
  readonly home: CgroupLocation;
  readonly killMethod: KillMethod;
  readonly strays: Strays;
  readonly report: (reason: string) => void;
  readonly onClose: (container: CgroupContainer) => void;
}

export class CgroupContainer implements Container {
  readonly #around: Surroundings;
  readonly #pane: CgroupLocation;
  readonly #kept: CgroupLocation;
  readonly #leaf: string;
  readonly #marker: string;
  readonly #paneReader: ProcsReader;
  readonly #list: MemberList;
  readonly #watch: PopulatedWatch;
  #keptReader: ProcsReader | undefined;
  readonly #stillness: Stillness;
  #isClosed = false;

  static async create(key: ContainerKey, around: Surroundings): Promise<CgroupContainer> {
    const names = blockNames(key);
    const pane = below(around.instance, `pane-${names.directory}`);
    try {
      await mkdir(pane.directory);
      for (const child of [mainLeaf, ...names.rest]) await mkdir(`${pane.directory}/${child}`);
      return new CgroupContainer(pane, key, around);
    } catch (error) {
      await removeTree(pane.directory, performance.now());
      throw error;
    }
  }

  private constructor(pane: CgroupLocation, key: ContainerKey, around: Surroundings) {
    const names = blockNames(key);
    this.#marker = markerOf(basename(around.instance.directory), key);
    this.#around = around;
    this.#pane = pane;
    this.#kept = below(around.instance, `kept-${names.directory}`);
    this.#leaf = `${pane.directory}/${mainLeaf}`;
    this.#paneReader = new ProcsReader(pane.directory, [mainLeaf], names.rest.length);
    this.#list = new MemberList(around, { reader: this.#paneReader, path: pane.path });
    this.#stillness = new Stillness(pane.directory);
    this.#watch = watchPopulated(pane.directory, around.report);
  }

  async wrap(command: Command): Promise<WrapOutcome> {
    const procsPath = `${this.#leaf}/cgroup.procs`;
    const line = launch(command, { marker: this.#marker, procsPath });
    try {
      // A read-only remount, a removed cgroup and a missing right all show on opening.
      closeSync(openSync(procsPath, constants.O_WRONLY));
    } catch (error) {
      return { status: 'not-joinable', reason: inWords(error) };
    }
    return { status: 'wrapped', command: line };
  }

  async confirmJoin(pid: number): Promise<JoinOutcome> {
    return confirmJoined(pid, this.#pane.path);
  }

  async attach(root: number): Promise<AttachOutcome> {
    const { clock, instance } = this.#around;
    return attachTree(root, { clock, instance, pane: this.#pane, leaf: this.#leaf });
  }

  async contains(pid: number): Promise<boolean> {
    return this.#isInside(cgroupPathOf(pid));
  }

  async list(depth: LookDepth, tick?: Tick): Promise<readonly MemberRecord[]> {
    if (this.#isClosed) return [];
    const shared = tick instanceof CgroupTick ? tick : undefined;
    const mark = shared?.mark ?? this.#around.cursor.read();
    const isSearching = depth === 'all' || shared?.searchesStrays === true;
    const strays = isSearching ? this.#around.strays.search(this.#marker) : [];
    return this.#list.look({ depth, mark, strays, rotate: shared?.rotating === this });
  }

  async signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]> {
    return targets.map((target) =>
      this.#isMember(target) ? sendVerified(target, signal, this.#around.clock) : this.#whyNoMember(target),
    );
  }

  async wake(targets: readonly ProcessRef[]): Promise<void> {
    await this.#stillness.suspend();
    for (const target of targets) if (this.#isMember(target)) continueIfStopped(target, this.#around.clock);
  }

  async resumeFreeze(): Promise<void> {
    if (!this.#isClosed) await this.#stillness.resume();
  }

  async endOne(target: ProcessRef, deadlineAt: number): Promise<EndOutcome> {
    const where = cgroupPathOf(target.pid);
    if (!this.#isInside(where)) return this.#endEscaped(target);
    const found = findAlive(target, this.#around.clock);
    if (typeof found === 'string') return found;
    await this.#stillness.inTurn(() => this.#endExactly([target], deadlineAt));
    return typeof findAlive(target, this.#around.clock) === 'string' ? 'ended' : 'survived';
  }

  async endSelected(select: MemberSelector, deadlineAt: number): Promise<void> {
    await this.#stillness.while(async () => {
      for (let pass = 0; pass < mostPasses; pass++) {
        const targets = select(await this.list('all'));
        if (targets.length === 0) return;
        await this.#endExactly(targets, deadlineAt);
      }
    });
  }

  async endAll(): Promise<void> {
    const { clock, killMethod: method } = this.#around;
    const pane = async () => {
      const members = await this.list('changes');
      return members.filter(({ lifetime, escapedTo }) => lifetime === 'pane' && escapedTo === undefined);
    };
    await endEverything(this.#pane.directory, pane, { clock, method });
  }

  async isEmpty(): Promise<boolean> {
    return !isInState(this.#pane.directory, 'populated');
  }

  async vitality(ref: ProcessRef): Promise<Vitality> {
    const found = findAlive(ref, this.#around.clock);
    if (typeof found === 'string') return found === 'identity-changed' ? 'replaced' : 'gone';
    return found.state === 'D' ? 'uninterruptible' : 'alive';
  }

  async keep(select: MemberSelector): Promise<readonly ProcessRef[]> {
    return this.#stillness.while(async () => {
      const targets = select(await this.list('all'));
      if (targets.length === 0) return [];
      await this.#openKept();
      try {
        return await moveProcesses(targets, this.#kept.directory);
      } finally {
        this.#list.invalidate();
      }
    });
  }

  async freeze(): Promise<void> {
    await this.#stillness.freeze();
  }

  async thaw(): Promise<void> {
    if (!this.#isClosed) await this.#stillness.thaw();
  }

  async usage(): Promise<ContainerUsage> {
    const halves = this.#keptReader === undefined ? [this.#pane] : [this.#pane, this.#kept];
    const members = await this.list('changes');
    return readUsage(
      halves.map((half) => half.directory),
      members,
      this.#around.clock,
    );
  }

  onHint(listener: () => void): void {
    this.#watch.onChange(listener);
  }

  onDowngrade(): void {
    // A command that cannot join is told by `wrap`, and a member that leaves by the list.
  }

  async remove(deadlineAt: number): Promise<'removed' | 'occupied'> {
    return this.#stillness.inTurn(async () => {
      this.#close();
      const isRemoved = await removeTree(this.#pane.directory, deadlineAt);
      const isLetGo =
        this.#keptReader === undefined || (await letGo(this.#kept.directory, this.#around.home.directory));
      return isRemoved && isLetGo ? 'removed' : 'occupied';
    });
  }

  async release(): Promise<void> {
    try {
      await this.#stillness.thaw();
    } finally {
      await this.#stillness.inTurn(async () => {
        this.#close();
        // The empty children complete the name of a long blockId, so an occupied block keeps them.
        for (const { directory } of [this.#pane, this.#kept]) {
          if (!isInState(directory, 'populated')) await removeTree(directory, performance.now());
        }
      });
    }
  }

  #close(): void {
    this.#isClosed = true;
    this.#around.onClose(this);
    this.#watch.close();
    this.#paneReader.close();
    this.#keptReader?.close();
  }

  #isInside(path: string | undefined): boolean {
    return path !== undefined && (isWithin(path, this.#pane.path) || isWithin(path, this.#kept.path));
  }

  #isMember(target: ProcessRef): boolean {
    return this.#isInside(cgroupPathOf(target.pid)) || this.#list.hasEscaped(target);
  }

  #whyNoMember(target: ProcessRef): SignalOutcome {
    const found = findAlive(target, this.#around.clock);
    return typeof found === 'string' ? found : 'not-member';
  }

  /** It lives where we may move nothing, so the signal itself has to do. */
  #endEscaped(target: ProcessRef): EndOutcome {
    if (!this.#list.hasEscaped(target)) {
      const why = this.#whyNoMember(target);
      return why === 'signalled' ? 'not-member' : why;
    }
    const outcome = sendVerified(target, 'SIGKILL', this.#around.clock);
    return outcome === 'signalled' ? 'ended' : outcome;
  }

  async #endExactly(targets: readonly ProcessRef[], deadlineAt: number): Promise<void> {
    const { clock, killMethod: method } = this.#around;
    const isKept = (target: ProcessRef) => isWithin(cgroupPathOf(target.pid) ?? '', this.#kept.path);
    const kept = targets.filter(isKept);
    const pane = targets.filter((target) => !kept.includes(target));
    const options = { clock, method, deadlineAt };
    await endExactly(this.#pane.directory, pane, { ...options, home: this.#leaf });
    await endExactly(this.#kept.directory, kept, { ...options, home: this.#kept.directory });
  }

  async #openKept(): Promise<void> {
    if (this.#keptReader !== undefined) return;
    await mkdir(this.#kept.directory);
    this.#keptReader = new ProcsReader(this.#kept.directory, [], 0);
    this.#list.keep({ reader: this.#keptReader, path: this.#kept.path });
  }
}
