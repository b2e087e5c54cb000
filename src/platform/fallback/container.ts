import type {
  AttachOutcome,
  Command,
  Confidence,
  Container,
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
import { mergePorts } from './ports.js';
import { FallbackTick } from './tick.js';

export interface Downgrade {
  readonly to: Confidence;
  readonly reason: string;
}

type Listener = (to: Confidence, reason: string) => void;

/**
 * A block whose container may be lost: what cannot join it goes to a container of the next backend, and the block is
 * both of them from then on. What the first one holds it still holds.
 */
export class FallbackContainer implements Container {
  readonly #upper: Container;
  readonly #openLower: () => Promise<Container | undefined>;
  #lower: Container | undefined;
  #opening: Promise<Container | undefined> | undefined;
  readonly #runs = new Set<number>();
  #hint: (() => void) | undefined;
  #onDowngrade: Listener | undefined;
  readonly #untold: Downgrade[] = [];
  #merged: { readonly parts: readonly (readonly MemberRecord[])[]; readonly all: readonly MemberRecord[] } = {
    parts: [],
    all: [],
  };

  /** A block that could not even be begun on the upper rung. */
  static fallen(lower: Container, downgrade: Downgrade): FallbackContainer {
    const container = new FallbackContainer(lower, async () => undefined);
    container.#untold.push(downgrade);
    return container;
  }

  constructor(upper: Container, openLower: () => Promise<Container | undefined>) {
    this.#upper = upper;
    this.#openLower = openLower;
  }

  /** A run whose part cannot be made up there has one below. */
  async openRun(runId: number): Promise<void> {
    this.#runs.add(runId);
    await this.#lower?.openRun(runId);
    await this.#upper.openRun(runId).catch(async (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if ((await this.#fall(`no part could be made for run ${runId}: ${reason}`)) === undefined) throw error;
    });
  }

  async closeRun(runId: number): Promise<'closed' | 'occupied'> {
    const outcomes: ('closed' | 'occupied')[] = [];
    await this.#both(async (container) => outcomes.push(await container.closeRun(runId)));
    if (outcomes.includes('occupied')) return 'occupied';
    this.#runs.delete(runId);
    return 'closed';
  }

  async wrap(command: Command, runId?: number): Promise<WrapOutcome> {
    const outcome = await this.#upper.wrap(command, runId);
    if (outcome.status === 'wrapped') return outcome;
    const lower = await this.#fall(`a command could not join: ${outcome.reason}`);
    return lower === undefined ? outcome : lower.wrap(command, runId);
  }

  async confirmJoin(pid: number, runId?: number): Promise<JoinOutcome> {
    const lower = this.#lower;
    // Asked first and at once: it may have to know of the process before that has ended.
    const below = lower?.confirmJoin(pid, runId);
    below?.catch(() => undefined);
    if (below === undefined || (await this.#upper.contains(pid))) return this.#upper.confirmJoin(pid, runId);
    return below;
  }

  async attach(root: number, runId?: number): Promise<AttachOutcome> {
    const outcome = await this.#upper.attach(root, runId);
    if (outcome.status !== 'denied' && outcome.status !== 'unsupported') return outcome;
    const lower = await this.#fall(`PID ${root} could not be taken in: ${outcome.reason}`);
    return lower === undefined ? outcome : lower.attach(root, runId);
  }

  async contains(pid: number): Promise<boolean> {
    return (await this.#upper.contains(pid)) || ((await this.#lower?.contains(pid)) ?? false);
  }

  async list(depth: LookDepth, tick?: Tick): Promise<readonly MemberRecord[]> {
    const shared = tick instanceof FallbackTick ? tick : undefined;
    const upper = await this.#upper.list(depth, shared?.upper);
    if (this.#lower === undefined) return upper;
    return this.#merge([upper, await this.#lower.list(depth, shared?.lower)]);
  }

  async signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]> {
    const outcomes = await this.#upper.signal(targets, signal);
    const lower = this.#lower;
    if (lower === undefined) return outcomes;
    const isElsewhere = (_: unknown, index: number) => outcomes[index] === 'not-member';
    const below = (await lower.signal(targets.filter(isElsewhere), signal)).values();
    return outcomes.map((outcome) => (outcome === 'not-member' ? (below.next().value ?? outcome) : outcome));
  }

  async wake(targets: readonly ProcessRef[]): Promise<void> {
    await this.#both((container) => container.wake(targets));
  }

  async resumeFreeze(): Promise<void> {
    await this.#both((container) => container.resumeFreeze());
  }

  async endOne(target: ProcessRef, deadlineAt: number): Promise<EndOutcome> {
    const outcome = await this.#upper.endOne(target, deadlineAt);
    return outcome === 'not-member' ? ((await this.#lower?.endOne(target, deadlineAt)) ?? outcome) : outcome;
  }

  async endSelected(select: MemberSelector, deadlineAt: number): Promise<void> {
    await this.#both((container) => container.endSelected(select, deadlineAt));
  }

  async endAll(runId?: number): Promise<void> {
    await this.#both((container) => container.endAll(runId));
  }

  async isEmpty(runId?: number): Promise<boolean> {
    return (await this.#upper.isEmpty(runId)) && ((await this.#lower?.isEmpty(runId)) ?? true);
  }

  async vitality(ref: ProcessRef): Promise<Vitality> {
    return this.#upper.vitality(ref);
  }

  async keep(select: MemberSelector): Promise<readonly ProcessRef[]> {
    return [...(await this.#upper.keep(select)), ...((await this.#lower?.keep(select)) ?? [])];
  }

  get isFrozen(): boolean {
    return this.#upper.isFrozen && (this.#lower?.isFrozen ?? true);
  }

  /** One half that cannot be frozen leaves the other thawed as well. */
  async freeze(): Promise<void> {
    try {
      await this.#both((container) => container.freeze());
    } catch (error) {
      await this.#both((container) => container.thaw()).catch(() => undefined);
      throw error;
    }
  }

  async thaw(): Promise<void> {
    await this.#both((container) => container.thaw());
  }

  /** What one half does not count, the whole cannot. */
  async usage(runId?: number): Promise<ContainerUsage> {
    const upper = await this.#upper.usage(runId);
    const lower = await this.#lower?.usage(runId);
    if (lower === undefined) return upper;
    const counted = new Set(upper.processes.map(({ pid }) => pid));
    return {
      ...lower,
      limits: upper.limits,
      processes: [...upper.processes, ...lower.processes.filter(({ pid }) => !counted.has(pid))],
    };
  }

  /** Where one half cannot tell, some are missing. */
  async ports(sample?: Sample): Promise<PortReading | undefined> {
    const upper = await this.#upper.ports(sample);
    if (this.#lower === undefined) return upper;
    return mergePorts(upper, await this.#lower.ports(sample));
  }

  async limit(limits: Limits, onEnforced: LimitListener): Promise<void> {
    if (this.#lower !== undefined) throw new Error('what a part of it is tracked by limits nothing');
    await this.#upper.limit(limits, onEnforced);
  }

  onHint(listener: () => void): void {
    this.#hint = listener;
    this.#upper.onHint(listener);
  }

  onDowngrade(listener: Listener): void {
    this.#onDowngrade = listener;
    this.#upper.onDowngrade(listener);
    for (const { to, reason } of this.#untold.splice(0)) listener(to, reason);
  }

  async remove(deadlineAt: number): Promise<'removed' | 'occupied'> {
    const outcomes: ('removed' | 'occupied')[] = [];
    await this.#both(async (container) => outcomes.push(await container.remove(deadlineAt)));
    return outcomes.includes('occupied') ? 'occupied' : 'removed';
  }

  async release(): Promise<void> {
    await this.#both((container) => container.release());
  }

  /** The container of the next backend, opened at the first loss; undefined where there is none. */
  async #fall(reason: string): Promise<Container | undefined> {
    // What cannot be opened now may be at the next loss; the command is not to suffer from it.
    this.#opening ??= this.#openLower().catch(() => undefined);
    const lower = await this.#opening;
    if (lower === undefined) {
      this.#opening = undefined;
      return undefined;
    }
    if (this.#lower === undefined) {
      if (this.#upper.isFrozen) await this.#freezeAsWell(lower);
      this.#lower = lower;
      for (const runId of this.#runs) await lower.openRun(runId);
      if (this.#hint !== undefined) lower.onHint(this.#hint);
    }
    this.#tell({ to: 'best-effort', reason });
    return lower;
  }

  /** What starts in a frozen block stands still; where it cannot, the block runs. */
  async #freezeAsWell(lower: Container): Promise<void> {
    await lower.freeze().catch(() => this.#upper.thaw());
  }

  #tell(downgrade: Downgrade): void {
    if (this.#onDowngrade === undefined) this.#untold.push(downgrade);
    else this.#onDowngrade(downgrade.to, downgrade.reason);
  }

  /** One half that fails keeps the other from nothing. */
  async #both(act: (container: Container) => Promise<unknown>): Promise<void> {
    const halves = this.#lower === undefined ? [this.#upper] : [this.#upper, this.#lower];
    const outcomes = await Promise.allSettled(halves.map(act));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** The same list where both halves are the same; whoever is in both is what the upper one says. */
  #merge(parts: readonly (readonly MemberRecord[])[]): readonly MemberRecord[] {
    if (parts.some((part, index) => part !== this.#merged.parts[index])) {
      const byPid = new Map(
        parts.toReversed().flatMap((part) => part.map((record) => [record.pid, record] as const)),
      );
      this.#merged = { parts, all: [...byPid.values()] };
    }
    return this.#merged.all;
  }
}
