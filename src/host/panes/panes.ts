import { randomBytes } from 'node:crypto';
import type {
  KillOptions,
  KillReport,
  PaneTracker,
  Run,
  TrackerEvents,
  TrackerRegistry,
} from '../../index.js';
import { type NodePty, spawnPty } from '../../pty/index.js';
import { Refusal } from '../refusal.js';
import type { RemoteScreen } from '../screens/remote-screen.js';
import { ScreensThread } from '../screens/screens-thread.js';
import { Screens } from '../screens/screens.js';
import { startTurn } from '../turns.js';
import type * as wire from '../wire/index.js';
import { readForeground } from '../../platform/foreground.js';
import { Outlet } from './outlet.js';
import { Pane } from './pane.js';
import { lineOf, nameOf, startDirectory, terminalEnvironment, userShell } from './program.js';

export interface PanesOptions {
  /** Default: that of the user. */
  readonly shell?: wire.Command;
  /** Default: the one that can be loaded. */
  readonly nodePty?: NodePty;
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly scrollbackLines: number;
  readonly mostPanes: number;
  readonly screensWorkerFile: string | URL | undefined;
  /** Told of what nobody expected. */
  readonly onError: (error: unknown) => void;
}

/** The terminals of a host. Each is a block of the registry; with the block the pane goes, whoever has removed it. */
export class Panes {
  readonly #registry: TrackerRegistry;
  readonly #options: PanesOptions;
  readonly #emit: (event: wire.HostEvent) => void;
  readonly #panes = new Map<string, Pane>();
  /** Those that are about to be opened, by their names. */
  readonly #opening = new Map<string, Promise<wire.Pane>>();
  readonly #outlet = new Outlet();
  readonly #screens: Screens;
  readonly #stopListening: readonly (() => void)[];

  constructor(registry: TrackerRegistry, options: PanesOptions, emit: (event: wire.HostEvent) => void) {
    this.#registry = registry;
    this.#options = options;
    this.#emit = emit;
    this.#screens = new Screens(
      options.onError,
      (events) => new ScreensThread(events, options.screensWorkerFile),
    );
    const look = ({ blockId }: { readonly blockId: string }) => this.#panes.get(blockId)?.lookSoon();
    this.#stopListening = [
      registry.on('tracker-closed', (event) => this.#gone(event)),
      registry.on('process-added', look),
      registry.on('process-changed', look),
      registry.on('process-exited', look),
    ];
  }

  list(): readonly wire.Pane[] {
    return [...this.#panes.values()].map((pane) => pane.describe());
  }

  find(blockId: string): Pane | undefined {
    return this.#panes.get(blockId);
  }

  /** Throws Refusal `not-found`. */
  get(blockId: string): Pane {
    const pane = this.#panes.get(blockId);
    if (pane === undefined) throw new Refusal('not-found', `there is no pane ${JSON.stringify(blockId)}`);
    return pane;
  }

  /** Rejects with Refusal `conflict`, SpawnError, ClosedError. */
  async open(wanted: wire.PaneToOpen): Promise<wire.Pane> {
    const blockId = wanted.blockId ?? this.#freeName();
    this.#requireFree(blockId);
    const opening = this.#open(blockId, wanted);
    this.#opening.set(blockId, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(blockId);
    }
  }

  /** What survives is in the report; the pane is closed even so. */
  async close(blockId: string, options: KillOptions = {}): Promise<KillReport> {
    this.#tellClosing(blockId);
    return this.#registry.remove(blockId, options);
  }

  /** Those of a registry that lives on are closed with their blocks; the last call. */
  async closeAll(): Promise<void> {
    await Promise.allSettled(this.#opening.values());
    await Promise.allSettled([...this.#panes.keys()].map((blockId) => this.close(blockId)));
    for (const stop of this.#stopListening) stop();
    await this.#screens.close();
  }

  #tellClosing(blockId: string): void {
    const tracker = this.#registry.tracker(blockId);
    if (tracker?.state !== 'open') return;
    this.#emit({ type: 'block-closing', blockId, generation: tracker.generation });
    this.#panes.get(blockId)?.closing();
  }

  async #open(blockId: string, wanted: wire.PaneToOpen): Promise<wire.Pane> {
    const pane = await this.#start(blockId, wanted);
    this.#panes.set(blockId, pane);
    const described = pane.describe();
    this.#emit({ type: 'pane-opened', pane: described });
    return described;
  }

  async #start(blockId: string, wanted: wire.PaneToOpen): Promise<Pane> {
    const { cols, rows } = wanted;
    const { scrollbackLines } = this.#options;
    await this.#screens.ready();
    const late: { pane?: Pane } = {};
    const screen = this.#screens.open({
      cols,
      rows,
      scrollbackLines,
      onReply: (reply) => late.pane?.write(reply),
      onTold: (told) => late.pane?.told(told),
      onLost: (error) => late.pane?.output.lose(error),
    });
    const isNewBlock = this.#registry.tracker(blockId) === undefined;
    try {
      const pane = await this.#startOn(screen, this.#registry.ensureTracker(blockId), wanted);
      late.pane = pane;
      return pane;
    } catch (error) {
      screen.dispose();
      if (isNewBlock) await this.#registry.remove(blockId);
      throw error;
    }
  }

  async #startOn(screen: RemoteScreen, tracker: PaneTracker, wanted: wire.PaneToOpen): Promise<Pane> {
    const command = wanted.command ?? this.#options.shell ?? { file: userShell(this.#options.environment) };
    const { environment, nodePty } = this.#options;
    const { cols, rows, cwd = startDirectory(this.#options.cwd, environment) } = wanted;
    const env = terminalEnvironment(environment);
    const options = { cols, rows, cwd, env, ...(nodePty && { nodePty }) };
    const start = async (turn?: Run) => ({
      turn,
      terminal: await spawnPty(tracker, command.file, command.args, {
        ...options,
        ...(turn && { run: turn }),
      }),
    });
    const { turn, terminal } = await (wanted.run === undefined
      ? start()
      : startTurn(tracker, wanted.run, start));
    return new Pane({
      tracker,
      terminal,
      screen,
      size: { cols, rows },
      named: {
        given: wanted.title ?? '',
        program: nameOf(command.file),
        cwd,
        home: environment['HOME'],
      },
      described: { command: lineOf(command), runId: turn?.runId },
      foreground: (leader) => readForeground(leader, (group) => this.#membersOf(tracker, group)),
      onChange: (pane) => this.#changed(pane),
      onReady: (output) => this.#outlet.wake(output),
    });
  }

  /** Of a process group, among the processes last published. */
  #membersOf({ blockId }: PaneTracker, group: number): readonly number[] {
    const { processes = [] } = this.#registry.snapshot(blockId) ?? {};
    return processes.filter(({ processGroup }) => processGroup === group).map(({ pid }) => pid);
  }

  #changed(pane: Pane): void {
    if (this.#panes.get(pane.blockId) !== pane) return;
    this.#emit({ type: 'pane-changed', pane: pane.describe() });
  }

  #gone({ blockId, generation, report }: TrackerEvents['tracker-closed']): void {
    const pane = this.#panes.get(blockId);
    if (pane?.generation !== generation) return;
    this.#panes.delete(blockId);
    this.#outlet.forget(pane.output);
    pane.close(report);
    this.#emit({ type: 'pane-closed', blockId, generation });
  }

  #requireFree(blockId: string): void {
    if (this.#panes.has(blockId) || this.#opening.has(blockId)) {
      throw new Refusal('conflict', `there is a pane ${JSON.stringify(blockId)} already`);
    }
    if (this.#panes.size + this.#opening.size < this.#options.mostPanes) return;
    throw new Refusal('conflict', `there are ${this.#options.mostPanes} panes already, which is the most`);
  }

  /** Short, because people type it; random, because history and leftovers of earlier hosts are told by it. */
  #freeName(): string {
    const name = `pane-${randomBytes(3).toString('hex')}`;
    const isFree = !this.#opening.has(name) && this.#registry.tracker(name) === undefined;
    return isFree ? name : this.#freeName();
  }
}
