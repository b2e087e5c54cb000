import type {
  BackendSession,
  Command,
  Container,
  ContainerKey,
  FoundContainer,
  MemberRecord,
  ProcessRef,
  SessionOptions,
  SystemSession,
  Tick,
} from '../../contract.js';
import { launch } from '../launcher.js';
import { until } from '../../until.js';
import { Degradations } from '../degradations.js';
import { Markers } from '../marker.js';
import { type SelfTest, selfTest } from '../self-test.js';
import { inWords } from '../system-error.js';
import { BlockClaims } from './block-claims.js';
import { ProcessTracker } from './process-tracker.js';
import { LedgerContainer } from './container.js';
import { type GuardTable, LedgerGuard } from './guard.js';
import { type LeftBlock, nameOfLeft, toFound } from './leftovers.js';
import { KeptRecords } from './kept-records.js';
import { withDescendants } from './with-descendants.js';
import { Records } from './records.js';
import type { ProcessSource } from './source.js';

export interface LedgerSessionOptions extends Pick<SessionOptions, 'onHostExit' | 'stateDir'> {
  readonly source: ProcessSource;
  /** What a guard can read here; without it there is none, and processes outlive a host that is killed. */
  readonly guardTable?: GuardTable;
  /** Names this registry among all of all hosts. */
  readonly instance: string;
  readonly reasons: readonly string[];
  readonly features: Readonly<Record<string, string>>;
  /** Default: through a shell that marks the command. */
  readonly launch?: (command: Command, marker: string) => Command;
  /** What it must be able to do here; default `daemons`. */
  readonly selfTest?: SelfTest;
}

/** What is only taken in to be ended; no block of a registry has it. */
const abandonedGeneration = 0;
const endBoundMs = 1000;

const guarantees: readonly string[] = [
  'one process is killed alone, its birth read again right before each signal',
  'a process is listed and killed only where a link to its pane is proven',
];

const guarded =
  'what its panes run when this host dies, by SIGKILL included, is found the same way and ended within about a second';
const outliving = 'processes outlive this host';

function launchMarked(command: Command, marker: string): Command {
  return launch(command, { marker, procsPath: undefined });
}

/**
 * The blocks of a host where the kernel keeps no list: one table for all of them at each look, and a ledger of what it
 * has proven so far.
 */
export class LedgerSession implements BackendSession {
  readonly confidence = 'best-effort';
  readonly guarantees: readonly string[];
  readonly reasons: readonly string[];
  readonly #options: LedgerSessionOptions;
  readonly #guard: LedgerGuard | undefined;
  readonly #tracker: ProcessTracker;
  readonly #markers: Markers;
  readonly #degradations = new Degradations();
  readonly #claims: BlockClaims | undefined;
  readonly #kept: KeptRecords | undefined;
  readonly #left = new WeakMap<FoundContainer, LeftBlock>();

  /** Proves itself, and leaves nothing behind where the proof fails. */
  static async open(options: LedgerSessionOptions): Promise<LedgerSession> {
    const session = new LedgerSession(options);
    try {
      const container = await session.createContainer({ blockId: 'self-test', generation: 0 });
      const reason = await selfTest(container, options.selfTest);
      if (reason !== undefined) await container.endAll();
      await container.release();
      if (reason !== undefined) throw new Error(`the self-test failed: ${reason}`);
      await session.#endAbandoned();
      await session.#claims?.removeOutdated();
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  private constructor(options: LedgerSessionOptions) {
    this.#options = options;
    this.#markers = new Markers(options.instance);
    const { instance, guardTable: table, onHostExit, stateDir } = options;
    const report = (reason: string) => this.#degradations.tell(reason);
    const isGuarded = onHostExit === 'kill' && table !== undefined;
    this.#guard = isGuarded ? new LedgerGuard({ instance, table, report }) : undefined;
    this.#tracker = new ProcessTracker(options.source, (knowledge) => this.#guard?.tell(knowledge));
    this.#claims = stateDir === undefined ? undefined : new BlockClaims(stateDir, instance);
    this.#kept = stateDir === undefined ? undefined : new KeptRecords(stateDir, instance);
    this.reasons = options.reasons;
    this.guarantees = [...guarantees, ...(isGuarded ? [guarded] : onHostExit === 'keep' ? [outliving] : [])];
  }

  get features(): Readonly<Record<string, string>> {
    const pid = this.#guard?.pid;
    return {
      ...this.#options.features,
      'self-test': 'passed',
      guard: pid === undefined ? 'none: processes outlive the host' : `PID ${pid}`,
    };
  }

  beginTick(): Tick {
    return this.#tracker.beginTick();
  }

  async leftovers(): Promise<readonly FoundContainer[]> {
    const blocks = await this.#tracker.leftBlocks('keep');
    const held = await Promise.all(blocks.map(async (block) => this.#claims?.holderOf(nameOfLeft(block))));
    return blocks
      .filter((_, index) => held[index] === undefined)
      .map((block) => {
        const found = toFound(block, this.#describe(block));
        this.#left.set(found, block);
        return found;
      });
  }

  async adopt(found: FoundContainer, key: ContainerKey): Promise<Container> {
    const block = this.#left.get(found);
    if (block === undefined) throw new Error(`${found.instance} is not known here`);
    const name = nameOfLeft(block);
    const letGo = () => this.#claims?.release(name);
    await this.#claims?.take(name);
    try {
      const container = await this.#create(key);
      container.takeOver(await this.#asItIsNow(block), letGo);
      return container;
    } catch (error) {
      await letGo();
      throw error;
    }
  }

  async createContainer(key: ContainerKey): Promise<Container> {
    return this.#create(key);
  }

  async #create(key: ContainerKey): Promise<LedgerContainer> {
    const { launch: start = launchMarked } = this.#options;
    const markerOf = (runId?: number) => this.#markers.of(key, runId);
    await this.#tracker.open(markerOf());
    const onKeep = (refs: readonly ProcessRef[]) => this.#noteKept(refs);
    return new LedgerContainer(this.#tracker, { markerOf, launch: start, onKeep });
  }

  #describe({ members, markers }: LeftBlock): readonly MemberRecord[] {
    return new Records(this.#options.source, () => true).update(members, {
      depth: 'all',
      rotate: false,
      entryOf: (pid) => this.#tracker.entryOf(pid),
      runIdOf: (owner) => markers.get(owner),
    });
  }

  /** What has come to it since it was found is nobody else's, and at no later look new. */
  async #asItIsNow(block: LeftBlock): Promise<LeftBlock> {
    const name = nameOfLeft(block);
    const blocks = await this.#tracker.leftBlocks(block.owner.onHostExit);
    return blocks.find((each) => nameOfLeft(each) === name) ?? block;
  }

  /** Does what the guards of dead hosts did not live to do. */
  async #endAbandoned(): Promise<void> {
    for (const block of await this.#tracker.leftBlocks('kill')) {
      const container = await this.#create({ blockId: block.key.blockId, generation: abandonedGeneration });
      const kept = (await this.#kept?.of(block.instance)) ?? [];
      container.takeOver(block, () => undefined);
      this.#tracker.keep(withDescendants(this.#tracker.entries, kept));
      const deadlineAt = performance.now() + endBoundMs;
      await until(async () => {
        await container.endAll();
        return container.isEmpty();
      }, deadlineAt);
      await container.release();
    }
    await this.#kept?.removeOutdated(async ({ pid, birth }) => {
      const known = birth ?? this.#tracker.entries.get(pid)?.birth;
      if (known === undefined) return false;
      const vitality = await this.#options.source.vitality({ pid, birth: known });
      return vitality !== 'gone' && vitality !== 'replaced';
    });
  }

  /** It is kept all the same. */
  async #noteKept(refs: readonly ProcessRef[]): Promise<void> {
    await this.#kept?.add(refs).catch((error: unknown) => {
      this.#degradations.tell(`what is kept could not be written down for a later host: ${inWords(error)}`);
    });
  }

  async protectedPids(): Promise<ReadonlySet<number>> {
    const { ancestors } = await this.#options.source.hostContext();
    const guard = this.#guard?.pid;
    return guard === undefined ? ancestors : new Set([...ancestors, guard]);
  }

  async sessionOf(pid: number): Promise<SystemSession | undefined> {
    const { source } = this.#options;
    if (source.sessionOf !== undefined) return source.sessionOf(pid);
    const { session: leader, terminal } = this.#tracker.entryOf(pid) ?? {};
    if (leader === undefined) return undefined;
    return { leader, hasTerminal: terminal !== undefined, isForeground: undefined };
  }

  onDegraded(listener: (reason: string) => void): void {
    this.#degradations.onDegradation(listener);
  }

  async close(): Promise<void> {
    await this.#tracker.close();
    await this.#guard?.close();
    this.#options.source.close();
  }
}
