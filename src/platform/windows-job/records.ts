import { win32 } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { MemberRecord } from '../contract.js';
import { mayBeParent, startedAt, toBirth } from './births.js';
import type { ToldProcess } from './launchers.js';
import type { SeenProcess, Target } from './job-helper.js';

const mostCommandBytes = 4096;
/** Births with a grain of some ms allow a circle of parents. */
const mostHops = 100;
/** No process has this PID, so nobody is taken for the parent. */
const noParent = 0;

interface Known {
  readonly record: MemberRecord;
  readonly target: Target;
  /**
   * Neither its image nor its command ever changes. A command that could not be read twice is not asked for again; where
   * the image is missing as well, the answer had no room for it.
   */
  readonly isComplete: boolean;
}

/** The members of one job as they are told: described once, the same object until something in it changes. */
export class Records {
  readonly #host: Target;
  #known: ReadonlyMap<number, Known> = new Map();
  #all: readonly MemberRecord[] = [];

  constructor(host: Target) {
    this.#host = host;
  }

  /** Whose description need not be asked for again. */
  get described(): readonly Target[] {
    return [...this.#known.values()].filter(({ isComplete }) => isComplete).map(({ target }) => target);
  }

  update(seen: readonly ToldProcess[]): readonly MemberRecord[] {
    const byPid = new Map(seen.map((each) => [each.pid, each]));
    const births = new Map([
      [this.#host.pid, this.#host.birth],
      ...seen.map(({ pid, birth }) => [pid, birth] as const),
    ]);
    const next = new Map<number, Known>();
    for (const each of seen) {
      const known = this.#identify(each, births, byPid);
      if (known !== undefined) next.set(each.pid, known);
    }
    this.#publish(next);
    return this.#all;
  }

  /** Those outside any run that are this process or descend from it are of the run from now on. */
  adopt(root: number, runId: number): void {
    const adopted = new Set([root]);
    for (const pid of adopted) {
      for (const { record } of this.#known.values()) if (record.ppid === pid) adopted.add(record.pid);
    }
    const next = [...this.#known].map(([pid, known]) => {
      const isTaken = adopted.has(pid) && known.record.runId === undefined;
      return [pid, isTaken ? { ...known, record: { ...known.record, runId } } : known] as const;
    });
    this.#publish(new Map(next));
  }

  /** A member whose birth cannot be read is the one that was known, or on its way in or out. */
  #identify(
    seen: ToldProcess,
    births: ReadonlyMap<number, string | undefined>,
    byPid: ReadonlyMap<number, SeenProcess>,
  ): Known | undefined {
    const known = this.#known.get(seen.pid);
    const { birth } = seen;
    if (birth === undefined) return known;
    const isSame = known?.target.birth === birth;
    const isOrphan = births.has(seen.ppid) && !mayBeParent(births.get(seen.ppid), birth);
    const ppid = isOrphan ? noParent : seen.ppid;
    if (isSame && known.isComplete && known.record.ppid === ppid) return known;
    const runId = isSame ? known.record.runId : this.#runOf(seen, byPid);
    const next = toRecord({ ...seen, ppid, birth }, isSame ? known.record : undefined, runId);
    const record = isSame && isDeepStrictEqual(next, known.record) ? known.record : next;
    const isComplete = isDescribed(seen, isSame);
    return { record, target: { pid: seen.pid, birth }, isComplete };
  }

  /** What has broken away from the job of its run still descends from it. */
  #runOf(seen: SeenProcess, byPid: ReadonlyMap<number, SeenProcess>): number | undefined {
    let each: SeenProcess | undefined = seen;
    for (let hops = 0; each !== undefined && hops < mostHops; hops++) {
      if (each.run !== undefined) return Number(each.run);
      const known = this.#known.get(each.pid);
      if (known !== undefined && known.target.birth === each.birth) return known.record.runId;
      const parent = byPid.get(each.ppid);
      each = mayBeParent(parent?.birth, each.birth) ? parent : undefined;
    }
    return undefined;
  }

  #publish(next: ReadonlyMap<number, Known>): void {
    const isSame =
      next.size === this.#known.size &&
      [...next].every(([pid, { record }]) => this.#known.get(pid)?.record === record);
    this.#known = next;
    if (!isSame) this.#all = [...next.values()].map(({ record }) => record);
  }
}

function isDescribed({ image, command }: SeenProcess, isSecondLook: boolean): boolean {
  return command !== undefined || (isSecondLook && image !== undefined);
}

function toRecord(
  seen: ToldProcess & { readonly birth: string },
  known: MemberRecord | undefined,
  runId: number | undefined,
): MemberRecord {
  const name = seen.image === undefined ? (known?.name ?? `PID ${seen.pid}`) : win32.basename(seen.image);
  return {
    pid: seen.pid,
    birth: toBirth(seen.birth),
    ppid: seen.ppid,
    name,
    command: seen.command === undefined ? (known?.command ?? `[${name}]`) : shortened(seen.command),
    startedAt: startedAt(seen.birth),
    processGroup: undefined,
    systemSession: undefined,
    evidence: ['container'],
    runId,
    ...(seen.plumbing === undefined ? {} : { plumbing: seen.plumbing }),
    lifetime: 'pane',
    escapedTo: undefined,
  };
}

function shortened(command: string): string {
  const bytes = Buffer.from(command);
  if (bytes.length <= mostCommandBytes) return command;
  // A character cut in two reads as U+FFFD.
  return bytes
    .subarray(0, mostCommandBytes)
    .toString()
    .replace(/\ufffd+$/, '');
}
