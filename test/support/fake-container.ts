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
  Vitality,
  WrapOutcome,
} from '../../src/platform/contract.js';
import type { FakeBackend } from './fake-backend.js';
import { type FakeKernel, type FakeProcess, outside } from './fake-kernel.js';
import { missing } from './missing-file.js';
import { unknownUsage } from './unknown-usage.js';

/** The file of a wrapped command; its first argument is the place to join. */
export const launcher = '/fake/launcher';

interface Identity {
  readonly blockId: string;
  readonly place: string;
}

export class FakeContainer implements Container {
  #isFreezeWanted = false;
  readonly #backend: FakeBackend;
  readonly #kernel: FakeKernel;
  readonly #blockId: string;
  readonly #place: string;
  readonly #keptPlace: string;
  /** Runs by their places. */
  readonly #runs = new Map<string, number>();
  readonly #runsOfKept = new Map<number, number | undefined>();
  #known: ReadonlyMap<number, MemberRecord> = new Map();
  #listed: readonly MemberRecord[] = [];
  #onChange: ((place: string) => void) | undefined;

  constructor(backend: FakeBackend, { blockId, place }: Identity) {
    this.#backend = backend;
    this.#kernel = backend.kernel;
    this.#blockId = blockId;
    this.#place = place;
    this.#keptPlace = `${place}#kept`;
  }

  async openRun(runId: number): Promise<void> {
    this.#runs.set(this.#runPlace(runId), runId);
  }

  async closeRun(runId: number): Promise<'closed' | 'occupied'> {
    if (!(await this.isEmpty(runId))) return 'occupied';
    this.#runs.delete(this.#runPlace(runId));
    return 'closed';
  }

  async wrap(command: Command, runId?: number): Promise<WrapOutcome> {
    if (command.file.startsWith('/nonexistent')) throw missing(command);
    const { join } = this.#backend.failures;
    if (join !== undefined) return { status: 'not-joinable', reason: join };
    const args = [this.#runPlace(runId), command.file, ...command.args];
    return { status: 'wrapped', command: { ...command, file: launcher, args } };
  }

  async confirmJoin(pid: number): Promise<JoinOutcome> {
    const found = this.#alive(pid);
    if (found === undefined) return { status: 'already-gone' };
    if (this.#isInside(found)) return { status: 'joined' };
    return { status: 'not-joined', reason: `it lives in ${found.place}` };
  }

  async attach(root: number, runId?: number): Promise<AttachOutcome> {
    const found = this.#alive(root);
    if (found === undefined) return { status: 'already-gone' };
    if (this.#backend.failures.attach !== undefined) return { status: 'denied', reason: 'EACCES' };
    const wasMember = this.#isInside(found);
    const isToTake = ({ place }: FakeProcess) =>
      place === outside || (runId !== undefined && place === this.#place);
    const moved = this.#kernel.descendants(found).filter(isToTake);
    for (const each of moved) this.#kernel.move(each, this.#runPlace(runId));
    return { status: wasMember ? 'member' : 'late', processes: moved.map(refOf) };
  }

  async contains(pid: number): Promise<boolean> {
    const found = this.#alive(pid);
    return found !== undefined && this.#isInside(found);
  }

  async list(_depth: LookDepth): Promise<readonly MemberRecord[]> {
    const { failures, looks } = this.#backend;
    looks.total++;
    const now = (looks.now.get(this.#blockId) ?? 0) + 1;
    looks.now.set(this.#blockId, now);
    looks.mostAtOnce.set(this.#blockId, Math.max(now, looks.mostAtOnce.get(this.#blockId) ?? 0));
    try {
      await failures.slowList.get(this.#blockId);
      const failure = failures.list.get(this.#blockId);
      if (failure !== undefined) throw failure;
      return this.#read();
    } finally {
      looks.now.set(this.#blockId, (looks.now.get(this.#blockId) ?? 1) - 1);
    }
  }

  async signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]> {
    return targets.map((ref) => {
      const found = this.#verify(ref);
      if (typeof found === 'string') return found;
      this.#kernel.signal(found, signal);
      return 'signalled';
    });
  }

  async resumeFreeze(): Promise<void> {
    if (this.#isFreezeWanted) for (const place of this.#panePlaces()) this.#kernel.freeze(place);
  }

  async wake(targets: readonly ProcessRef[]): Promise<void> {
    for (const place of this.#panePlaces()) this.#kernel.thaw(place);
    for (const ref of targets) {
      const found = this.#verify(ref);
      if (typeof found !== 'string') this.#kernel.signal(found, 'SIGCONT');
    }
  }

  async endOne(target: ProcessRef): Promise<EndOutcome> {
    const found = this.#verify(target);
    if (typeof found === 'string') return found;
    this.#kernel.signal(found, 'SIGKILL');
    return this.#kernel.isAlive(found) ? 'survived' : 'ended';
  }

  async endSelected(select: MemberSelector): Promise<void> {
    for (const ref of select(this.#read())) await this.endOne(ref);
  }

  async endAll(runId?: number): Promise<void> {
    for (const member of this.#inPane(runId)) this.#kernel.signal(member, 'SIGKILL');
  }

  async isEmpty(runId?: number): Promise<boolean> {
    return this.#inPane(runId).length === 0;
  }

  async vitality({ pid, birth }: ProcessRef): Promise<Vitality> {
    const found = this.#alive(pid);
    if (found === undefined) return 'gone';
    if (found.birth !== birth) return 'replaced';
    return found.traits.isUnkillable === true ? 'uninterruptible' : 'alive';
  }

  async keep(select: MemberSelector): Promise<readonly ProcessRef[]> {
    const chosen = select(this.#read());
    for (const { pid } of chosen) {
      const found = this.#alive(pid);
      if (found === undefined) continue;
      this.#runsOfKept.set(pid, this.#runs.get(found.place));
      this.#kernel.move(found, this.#keptPlace);
    }
    return chosen;
  }

  get isFrozen(): boolean {
    return this.#isFreezeWanted;
  }

  async freeze(): Promise<void> {
    const failure = this.#backend.failures.freeze;
    if (failure !== undefined) return this.thaw().then(() => Promise.reject(new Error(failure)));
    this.#isFreezeWanted = true;
    for (const place of this.#panePlaces()) this.#kernel.freeze(place);
  }

  async thaw(): Promise<void> {
    this.#isFreezeWanted = false;
    for (const place of this.#panePlaces()) this.#kernel.thaw(place);
  }

  async usage(): Promise<ContainerUsage> {
    return unknownUsage(this.#read());
  }

  async ports(): Promise<undefined> {
    return undefined;
  }

  async limit(): Promise<void> {
    throw new Error('a system in memory has nothing to limit');
  }

  onDowngrade(): void {
    // What it loses, the backend says.
  }

  onHint(listener: () => void): void {
    this.#onChange = (place) => {
      if (this.#panePlaces().includes(place)) listener();
    };
    this.#kernel.events.on('change', this.#onChange);
  }

  async remove(): Promise<'removed' | 'occupied'> {
    for (const kept of this.#kernel.in(this.#keptPlace)) this.#kernel.move(kept, outside);
    this.#close();
    return (await this.isEmpty()) ? 'removed' : 'occupied';
  }

  async release(): Promise<void> {
    this.#close();
  }

  #close(): void {
    if (this.#onChange !== undefined) this.#kernel.events.off('change', this.#onChange);
  }

  /** Hands out the same record, and the same list, for as long as nothing in it has changed. */
  #read(): readonly MemberRecord[] {
    const escaped = [...this.#known.values()].flatMap((known) => this.#escapedFrom(known) ?? []);
    const here = [...this.#inPane(), ...this.#kernel.in(this.#keptPlace)];
    const records = [...here, ...escaped].map((process_) => this.#recordOf(process_));
    const isSame =
      records.length === this.#listed.length &&
      records.every((record) => this.#known.get(record.pid) === record);
    this.#known = new Map(records.map((record) => [record.pid, record]));
    if (!isSame) this.#listed = records;
    return this.#listed;
  }

  #escapedFrom(known: MemberRecord): FakeProcess | undefined {
    const found = this.#alive(known.pid);
    return found?.birth === known.birth && !this.#isInside(found) ? found : undefined;
  }

  #recordOf(process_: FakeProcess): MemberRecord {
    const { pid, birth, ppid, name, command, startedAt } = process_;
    const lifetime = process_.place === this.#keptPlace ? 'kept' : 'pane';
    const escapedTo = this.#isInside(process_) ? undefined : process_.place;
    const record: MemberRecord = {
      pid,
      birth,
      ppid,
      name,
      command,
      startedAt,
      lifetime,
      escapedTo,
      processGroup: undefined,
      systemSession: undefined,
      evidence: ['container'],
      runId: this.#runs.get(process_.place) ?? this.#runsOfKept.get(pid),
    };
    const known = this.#known.get(pid);
    return known !== undefined && isSameRecord(known, record) ? known : record;
  }

  #isInside({ place }: FakeProcess): boolean {
    return this.#panePlaces().includes(place) || place === this.#keptPlace;
  }

  #panePlaces(): readonly string[] {
    return [this.#place, ...this.#runs.keys()];
  }

  #inPane(runId?: number): readonly FakeProcess[] {
    const places = runId === undefined ? this.#panePlaces() : [this.#runPlace(runId)];
    return places.flatMap((place) => this.#kernel.in(place));
  }

  #runPlace(runId: number | undefined): string {
    return runId === undefined ? this.#place : `${this.#place}/run-${runId}`;
  }

  #alive(pid: number): FakeProcess | undefined {
    const found = this.#kernel.find(pid);
    return found?.state === 'zombie' ? undefined : found;
  }

  #verify(ref: ProcessRef): FakeProcess | Exclude<SignalOutcome, 'signalled'> {
    const found = this.#alive(ref.pid);
    if (found === undefined) return 'already-gone';
    if (found.birth !== ref.birth) return 'identity-changed';
    const hasEscaped = this.#known.get(ref.pid)?.escapedTo !== undefined;
    return this.#isInside(found) || hasEscaped ? found : 'not-member';
  }
}

function refOf({ pid, birth }: ProcessRef): ProcessRef {
  return { pid, birth };
}

function isSameRecord(known: MemberRecord, record: MemberRecord): boolean {
  const keys = ['birth', 'runId', 'ppid', 'name', 'command', 'lifetime', 'escapedTo'] as const;
  return keys.every((key) => known[key] === record[key]);
}
