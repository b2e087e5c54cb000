import type { ProcessRef } from '../contract.js';
import { Connection, type ConnectionListener, type HelperCommand, type Hello } from './connection.js';
import {
  flag,
  type Json,
  number,
  numbers,
  object,
  objects,
  optionalNumber,
  optionalText,
  text,
} from './decode.js';

/** A process as the helper tells it. `birth` is a FILETIME; undefined where it cannot be read. */
export interface SeenProcess {
  readonly pid: number;
  readonly ppid: number;
  readonly birth: string | undefined;
  /** The last part of the name of the run's job it is in; undefined for one outside any, and in no list of a job. */
  readonly run?: string | undefined;
  /** Left out for what was said to be known, and where it cannot be read. */
  readonly image: string | undefined;
  readonly command: string | undefined;
}

export interface SeenUsage {
  readonly pid: number;
  readonly birth: string | undefined;
  readonly cpuTimeMs: number | undefined;
  readonly residentBytes: number | undefined;
}

export interface JobAccount {
  readonly activeProcesses: number;
  /** Those that have left the job and are not gone, which hold files and directories yet; told of a job without active ones. */
  readonly endingProcesses: number | undefined;
  readonly cpuTimeMs: number | undefined;
  readonly readBytes: number | undefined;
  readonly writtenBytes: number | undefined;
}

/** A PID and its raw FILETIME. */
export type Target = ProcessRef;

/** `done`: what was asked for has been sent or done. */
export type Outcome = 'done' | 'already-gone' | 'identity-changed' | 'not-member' | 'denied';

/** The members of each job that was asked for; undefined for a job that is not there. */
export type JobLists = ReadonlyMap<string, readonly SeenProcess[] | undefined>;

const outcomes: ReadonlyMap<unknown, Outcome> = new Map([
  ['ended', 'done'],
  ['suspended', 'done'],
  ['resumed', 'done'],
  ['already-gone', 'already-gone'],
  ['identity-changed', 'identity-changed'],
  ['not-member', 'not-member'],
  ['denied', 'denied'],
]);

/** What the helper can be asked, in words of this side. */
export class JobHelper {
  readonly #connection: Connection;

  static async open(command: HelperCommand, listener: ConnectionListener): Promise<JobHelper> {
    return new JobHelper(await Connection.open(command, listener));
  }

  private constructor(connection: Connection) {
    this.#connection = connection;
  }

  get hello(): Hello {
    return this.#connection.hello;
  }

  get isLost(): boolean {
    return this.#connection.isLost;
  }

  /** Gives the name of the kernel's object, which the launcher takes. */
  async create(job: string): Promise<string> {
    return text(await this.#connection.ask('create', { job }), 'name');
  }

  async assign(job: string, { pid, birth }: Target): Promise<void> {
    await this.#connection.ask('assign', { job, pid, birth });
  }

  /** One round trip for any number of jobs. `known`: whose description need not be told again. */
  async list(jobs: readonly string[], known: readonly Target[]): Promise<JobLists> {
    const lists = object(await this.#connection.ask('list', { jobs, known: birthsByPid(known) }), 'lists');
    return new Map(
      jobs.map((job) => [job, Array.isArray(lists[job]) ? objects(lists, job).map(toProcess) : undefined]),
    );
  }

  /** Without a job: in any that the helper has made. */
  async contains(job: string | undefined, pid: number): Promise<boolean> {
    return flag(await this.#connection.ask('contains', { job, pid }), 'inside');
  }

  /** Every process of the system. */
  async table(): Promise<readonly SeenProcess[]> {
    return objects(await this.#connection.ask('table'), 'processes').map(toProcess);
  }

  async end(job: string, { pid, birth }: Target): Promise<Outcome> {
    return toOutcome(await this.#connection.ask('end', { job, pid, birth }));
  }

  /** Asks the windows of the targets to close; gives the PIDs of those that have one. */
  async ask(targets: readonly Target[]): Promise<ReadonlySet<number>> {
    return new Set(numbers(await this.#connection.ask('ask', { targets: birthsByPid(targets) }), 'asked'));
  }

  async suspend({ pid, birth }: Target): Promise<Outcome> {
    return toOutcome(await this.#connection.ask('suspend', { pid, birth }));
  }

  async resume({ pid, birth }: Target): Promise<Outcome> {
    return toOutcome(await this.#connection.ask('resume', { pid, birth }));
  }

  async terminate(job: string, code: number): Promise<void> {
    await this.#connection.ask('terminate', { job, code });
  }

  async account(job: string): Promise<JobAccount> {
    const answer = await this.#connection.ask('account', { job });
    return {
      activeProcesses: number(answer, 'activeProcesses'),
      endingProcesses: optionalNumber(answer, 'endingProcesses'),
      cpuTimeMs: optionalNumber(answer, 'cpuTimeMs'),
      readBytes: optionalNumber(answer, 'readBytes'),
      writtenBytes: optionalNumber(answer, 'writtenBytes'),
    };
  }

  /** Those that are there and can be opened. */
  async usage(pids: readonly number[]): Promise<readonly SeenUsage[]> {
    const answer = await this.#connection.ask('usage', { pids });
    return objects(answer, 'processes').map((each) => ({
      pid: number(each, 'pid'),
      birth: optionalText(each, 'birth'),
      cpuTimeMs: optionalNumber(each, 'cpuTimeMs'),
      residentBytes: optionalNumber(each, 'residentBytes'),
    }));
  }

  /** Closes the handle of the job, and ends what is left in it where it is killed on close. */
  async closeJob(job: string): Promise<void> {
    await this.#connection.ask('close', { job });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

function birthsByPid(targets: readonly Target[]): Json {
  return Object.fromEntries(targets.map(({ pid, birth }) => [pid, birth]));
}

function toProcess(each: Json): SeenProcess {
  return {
    pid: number(each, 'pid'),
    ppid: number(each, 'ppid'),
    birth: optionalText(each, 'birth'),
    run: optionalText(each, 'run'),
    image: optionalText(each, 'image'),
    command: optionalText(each, 'command'),
  };
}

function toOutcome(answer: Json): Outcome {
  const outcome = outcomes.get(answer['outcome']);
  if (outcome === undefined) throw new Error(`the helper’s outcome is ${JSON.stringify(answer['outcome'])}`);
  return outcome;
}
