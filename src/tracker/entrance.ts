import type { BackendSession, Command, Container } from '../platform/contract.js';
import type { AttachResult, ConfirmResult, RootExit } from './join-api.js';
import type { Block } from './block.js';
import { SpawnError } from './errors.js';
import { readBack } from './read-back.js';
import type { BlockRun } from './run.js';

export interface EntranceOptions {
  readonly block: Block;
  readonly session: BackendSession;
  readonly isInOtherBlock: (pid: number) => Promise<boolean>;
  /** Throws ClosedError once the block takes no new processes. */
  readonly requireOpen: () => void;
}

/** The ways into a block: a command that joins, its read-back, and a process that already runs. */
export class Entrance {
  readonly #options: EntranceOptions;

  constructor(options: EntranceOptions) {
    this.#options = options;
  }

  async container(): Promise<Container> {
    const { block, requireOpen } = this.#options;
    requireOpen();
    const container = await block.opening;
    requireOpen();
    return container;
  }

  async wrap(command: Command, run?: BlockRun): Promise<Command> {
    const { block, requireOpen } = this.#options;
    const container = await this.container();
    const outcome = await container.wrap(command, await run?.joins).catch((error: NodeJS.ErrnoException) => {
      throw new SpawnError(error, command.file, command.args);
    });
    requireOpen();
    if (outcome.status === 'wrapped') return outcome.command;
    block.standing.lower('best-effort', `a command could not join and is not tracked: ${outcome.reason}`);
    return command;
  }

  async confirm(pid: number, exited?: Promise<RootExit>, run?: BlockRun): Promise<ConfirmResult> {
    const { block } = this.#options;
    if (block.standing.confidence === 'none') return 'not-joined';
    if (exited !== undefined) block.addRoot(pid, exited);
    const confirming = this.#readBack(pid, run);
    block.trackJoin(confirming);
    return confirming;
  }

  async attach(pid: number, run?: BlockRun): Promise<AttachResult> {
    const container = await this.container();
    const attaching = this.#take(container, pid, run);
    this.#options.block.trackJoin(attaching);
    return attaching;
  }

  /** The container is asked at once: a process that has ended holds its PID only until its host is told. */
  async #readBack(pid: number, run: BlockRun | undefined): Promise<ConfirmResult> {
    const { block } = this.#options;
    const container = await block.opening;
    return readBack(
      {
        container,
        runId: await run?.joins,
        attach: () => this.#take(container, pid, run),
        standing: block.standing,
        onJoined: (process) => {
          block.identifyRoot(pid, process);
          run?.identifyRoot(pid, process);
        },
      },
      pid,
    );
  }

  async #take(container: Container, pid: number, run: BlockRun | undefined): Promise<AttachResult> {
    const { session, isInOtherBlock } = this.#options;
    if ((await session.protectedPids()).has(pid)) return { status: 'protected' };
    if (await isInOtherBlock(pid)) return { status: 'other-block' };
    return container.attach(pid, await run?.joins);
  }
}
