import type { BackendSession, Command, Container } from '../platform/contract.js';
import { definedOnly } from '../platform/environment.js';
import type { AttachResult, ConfirmResult, RootExit } from './join-api.js';
import { requireCommand } from './arguments.js';
import type { Block } from './block.js';
import { SpawnError } from './errors.js';
import { readBack } from './read-back.js';
import type { BlockRun } from './run.js';

export interface JoinerOptions {
  readonly block: Block;
  readonly session: BackendSession;
  /** Whether another block has the process, by the joins that set out before this one. */
  readonly isInOtherBlock: (pid: number, before: number) => Promise<boolean>;
  /** Numbers the joins of all blocks. */
  readonly takeOrder: () => number;
  /** Throws ClosedError once the block takes no new processes. */
  readonly requireOpen: () => void;
}

/** A process on its way in. */
interface Entrant {
  readonly pid: number;
  readonly run: BlockRun | undefined;
  readonly order: number;
}

/** No variable of an environment may read `undefined`. */
function withDefinedEnvironment(command: Command): Command {
  return command.env === undefined ? command : { ...command, env: definedOnly(command.env) };
}

/** The ways into a block: a command that joins, its read-back, and a process that already runs. */
export class Joiner {
  readonly #options: JoinerOptions;

  constructor(options: JoinerOptions) {
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
    requireCommand(command);
    const { block, requireOpen } = this.#options;
    const container = await this.container();
    const runId = await run?.joins;
    run?.requireAccepting();
    const outcome = await container
      .wrap(withDefinedEnvironment(command), runId)
      .catch((error: NodeJS.ErrnoException) => {
        throw new SpawnError(error, command.file, command.args);
      });
    // What was closed or killed meanwhile has taken the place to join with it.
    requireOpen();
    run?.requireAccepting();
    if (outcome.status === 'wrapped') return outcome.command;
    block.confidence.lower('best-effort', `a command could not join and is not tracked: ${outcome.reason}`);
    return command;
  }

  async confirm(pid: number, exited?: Promise<RootExit>, run?: BlockRun): Promise<ConfirmResult> {
    const { block } = this.#options;
    if (block.confidence.level === 'none') return 'not-joined';
    if (exited !== undefined) block.addRoot(pid, exited);
    const order = this.#options.takeOrder();
    const confirming = this.#readBack({ pid, run, order });
    block.trackJoin(confirming, { order, brings: pid });
    return confirming;
  }

  async attach(pid: number, run?: BlockRun): Promise<AttachResult> {
    const container = await this.container();
    run?.requireAccepting();
    const order = this.#options.takeOrder();
    const attaching = this.#take(container, { pid, run, order });
    this.#options.block.trackJoin(attaching, { order, brings: 'tree' });
    return attaching;
  }

  /** The container is asked at once: a process that has ended holds its PID only until its host is told. */
  async #readBack(entrant: Entrant): Promise<ConfirmResult> {
    const { block } = this.#options;
    const { pid, run } = entrant;
    const container = await block.opening;
    return readBack(
      {
        container,
        runId: await run?.joins,
        attach: () => this.#take(container, entrant),
        confidence: block.confidence,
        onJoined: (process) => {
          block.identifyRoot(pid, process);
          run?.identifyRoot(pid, process);
        },
      },
      pid,
    );
  }

  /** Of a run that has ended there is no part to go to any more, but there is its block. */
  async #take(container: Container, { pid, run, order }: Entrant): Promise<AttachResult> {
    const { session, isInOtherBlock } = this.#options;
    if ((await session.protectedPids()).has(pid)) return { status: 'protected' };
    if (await isInOtherBlock(pid, order)) return { status: 'other-block' };
    const runId = await run?.joins;
    return container.attach(pid, run?.isOver === true ? undefined : runId);
  }
}
