import type {
  AttachOutcome,
  Command,
  Confidence,
  Container,
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
import { until } from '../until.js';
import { attachTree } from './attach.js';
import { toBirth, toTarget } from './births.js';
import { Launchers } from './launchers.js';
import type { JobHelper, SeenProcess, Target } from './job-helper.js';
import { joinOf } from './join.js';
import { HelperLiveness } from './helper-liveness.js';
import { findProgram } from './program.js';
import { Records } from './records.js';
import { RunJobs } from './run-jobs.js';
import { signalMembers } from './signals.js';
import { Freezer } from './freezer.js';
import { JobTick } from './tick.js';
import { readUsage } from './usage.js';

/** What TerminateProcess is given by `process.kill`, so that forced ends look alike. */
const forcedExitCode = 1;
/** One pass ends what stands still; what a second one finds came in before, and what a third does is stuck. */
const mostPasses = 2;

/** What a session lends to its containers. */
export interface JobContext {
  readonly helper: JobHelper;
  /** What is started in place of a command, before `exec`. */
  readonly launcher: { readonly file: string; readonly args: readonly string[] };
  readonly host: Target;
  /** Whether the members end with the helper. */
  readonly endsWithHelper: boolean;
  readonly report: (reason: string) => void;
  readonly onClose: (job: string) => void;
}

/** One block: a job object that the helper holds. */
export class JobContainer implements Container {
  readonly job: string;
  readonly #runs: RunJobs;
  readonly #around: JobContext;
  readonly #records: Records;
  readonly #launchers: Launchers;
  readonly #freezer: Freezer;
  readonly #liveness: HelperLiveness;
  #hint: (() => void) | undefined;
  #isClosed = false;

  static async create(job: string, around: JobContext): Promise<JobContainer> {
    return new JobContainer({ job, kernelName: await around.helper.create(job) }, around);
  }

  private constructor(block: { readonly job: string; readonly kernelName: string }, around: JobContext) {
    const { helper, launcher, host } = around;
    this.job = block.job;
    this.#runs = new RunJobs(helper, block);
    this.#around = around;
    this.#liveness = new HelperLiveness(around.endsWithHelper);
    this.#records = new Records(host);
    this.#launchers = new Launchers(host.pid, { file: launcher.file, line: this.#runs.launcherLine });
    this.#freezer = new Freezer({
      members: async () => (await this.#look()).flatMap(withBirth),
      suspend: (target) => helper.suspend(target),
      resume: (target) => helper.resume(target),
    });
  }

  get helper(): JobHelper {
    return this.#around.helper;
  }

  async openRun(runId: number): Promise<void> {
    if (this.#liveness.lost === undefined) await this.#runs.open(runId);
  }

  async closeRun(runId: number): Promise<'closed' | 'occupied'> {
    if (this.#liveness.lost !== undefined || !this.#runs.isOpen(runId)) return 'closed';
    if (!(await this.isEmpty(runId))) return 'occupied';
    await this.#runs.close(runId);
    return 'closed';
  }

  async wrap(command: Command, runId?: number): Promise<WrapOutcome> {
    const program = findProgram(command);
    if (this.#liveness.lost !== undefined) return { status: 'not-joinable', reason: this.#liveness.lost };
    const kernelName = this.#runs.kernelNameOf(runId);
    if (kernelName === undefined) return { status: 'not-joinable', reason: `run ${runId} is not open` };
    const { file, args: before } = this.#around.launcher;
    const args = [...before, 'exec', kernelName, '--', program, ...command.args];
    return { status: 'wrapped', command: { ...command, file, args } };
  }

  /** The PID is that of the launcher, which is a launcher before anything is awaited: a look may be under way. */
  async confirmJoin(pid: number): Promise<JoinOutcome> {
    this.#launchers.add(pid);
    const look = async () => {
      const members = await this.#look();
      this.#launchers.tell(members);
      return members;
    };
    const outcome = await joinOf(pid, { look, helper: this.helper, launchers: this.#launchers });
    if (this.#liveness.lost !== undefined) return { status: 'not-joined', reason: this.#liveness.lost };
    return outcome;
  }

  async attach(root: number, runId?: number): Promise<AttachOutcome> {
    if (this.#liveness.lost !== undefined) return { status: 'unsupported', reason: this.#liveness.lost };
    if (!this.#runs.isOpen(runId)) return { status: 'unsupported', reason: `run ${runId} is not open` };
    const { helper, job: block } = this;
    const outcome = await attachTree(root, { helper, block, job: this.#runs.jobOf(runId) });
    if (runId !== undefined) await this.#adopt(root, runId);
    return outcome;
  }

  async contains(pid: number): Promise<boolean> {
    const isInside = async () => this.#launchers.has(pid) || this.helper.contains(this.job, pid);
    return this.#liveness.ask(isInside, false);
  }

  async list(_depth: LookDepth, tick?: Tick): Promise<readonly MemberRecord[]> {
    if (this.#isClosed) return [];
    const members = await this.#look(tick instanceof JobTick ? tick : new JobTick());
    return this.#records.update(this.#launchers.tell(members));
  }

  async signal(targets: readonly ProcessRef[], signal: NodeJS.Signals): Promise<readonly SignalOutcome[]> {
    const { launcher: program, report } = this.#around;
    const beside = this.#launchers.identities;
    const members = (await this.#look()).flatMap(withBirth);
    const reach = { helper: this.helper, job: this.job, consoles: { program, report }, beside };
    return signalMembers(reach, { targets, members, whyNoMember: this.#whyNoMember }, signal);
  }

  /** One that nobody has suspended is not changed by being resumed. */
  async wake(targets: readonly ProcessRef[]): Promise<void> {
    if (this.#liveness.lost !== undefined) return;
    await this.#freezer.lift();
    await this.signal(targets, 'SIGCONT');
  }

  async resumeFreeze(): Promise<void> {
    if (!this.#isClosed && this.#liveness.lost === undefined) await this.#freezer.restore();
  }

  async endOne(target: ProcessRef, deadlineAt: number): Promise<EndOutcome> {
    if (this.#liveness.lost !== undefined) return 'not-member';
    const outcome = await this.helper.end(this.job, toTarget(target));
    if (outcome !== 'done') return outcome;
    const hasEnded = async () => (await this.vitality(target)) !== 'alive';
    return (await until(hasEnded, deadlineAt)) ? 'ended' : 'survived';
  }

  async endSelected(select: MemberSelector, deadlineAt: number): Promise<void> {
    if (this.#liveness.lost !== undefined) return;
    await this.#freezer.while(async () => {
      for (let pass = 0; pass < mostPasses; pass++) {
        const targets = select(await this.list('all'));
        if (targets.length === 0) return;
        await Promise.all(targets.map((target) => this.endOne(target, deadlineAt)));
      }
    });
  }

  async endAll(runId?: number): Promise<void> {
    if (this.#liveness.lost !== undefined || !this.#runs.isOpen(runId)) return;
    await this.helper.terminate(this.#runs.jobOf(runId), forcedExitCode);
    if (runId === undefined) return;
    const strays = await this.#membersOf(runId);
    await Promise.all(strays.map((each) => this.helper.end(this.job, toTarget(each))));
  }

  async isEmpty(runId?: number): Promise<boolean> {
    if (!this.#runs.isOpen(runId)) return true;
    const hasNone = async () => {
      const { activeProcesses, endingProcesses } = await this.helper.account(this.#runs.jobOf(runId));
      return activeProcesses === 0 && endingProcesses === 0;
    };
    if (!(await this.#liveness.ask(hasNone, true))) return false;
    return runId === undefined || (await this.#membersOf(runId)).length === 0;
  }

  /** A process that has ended can still be opened while somebody holds its handle; the helper does not tell of it. */
  async vitality({ pid, birth }: ProcessRef): Promise<Vitality> {
    const [seen] = await this.#liveness.ask(() => this.helper.usage([pid]), []);
    if (seen?.birth === undefined) return (await this.contains(pid)) ? 'alive' : 'gone';
    return toBirth(seen.birth) === birth ? 'alive' : 'replaced';
  }

  async keep(): Promise<readonly ProcessRef[]> {
    throw new Error('Windows takes no process out of its job object');
  }

  get isFrozen(): boolean {
    return this.#liveness.lost === undefined && this.#freezer.isFrozen;
  }

  async freeze(): Promise<void> {
    if (this.#liveness.lost !== undefined) throw new Error(this.#liveness.lost);
    await this.#freezer.freeze();
  }

  async thaw(): Promise<void> {
    if (!this.#isClosed && this.#liveness.lost === undefined) await this.#freezer.thaw();
  }

  async usage(runId?: number): Promise<ContainerUsage> {
    const members = runId === undefined ? await this.list('changes') : await this.#membersOf(runId);
    return readUsage(this.helper, this.#runs.jobOf(runId), members);
  }

  /** Windows tells ports in tables of the whole machine, which the helper does not read. */
  async ports(): Promise<undefined> {
    return undefined;
  }

  async limit(): Promise<void> {
    throw new Error('a job object could be limited, but the helper does not do it yet');
  }

  onHint(listener: () => void): void {
    this.#hint = listener;
  }

  onDowngrade(listener: (to: Confidence, reason: string) => void): void {
    this.#liveness.onCut((reason) => listener('none', reason));
  }

  async remove(deadlineAt: number): Promise<'removed' | 'occupied'> {
    const isFree = this.#liveness.lost !== undefined || (await until(() => this.isEmpty(), deadlineAt));
    await this.#close(isFree);
    return isFree ? 'removed' : 'occupied';
  }

  /** Only jobs that are not killed on close let their members live. */
  async release(): Promise<void> {
    await this.thaw();
    await this.#close(!this.#liveness.endsWithHelper);
  }

  /** The helper says that something has come or gone. An exit that empties nothing can wait for the next tick. */
  hear(what: string): void {
    if (what !== 'exit') this.#hint?.();
  }

  /** The helper has died. */
  lose(reason: string): void {
    this.#liveness.cut(reason);
    this.#hint?.();
  }

  /** Where an occupied job is left open: closing it could end what must not be ended. */
  async #close(andJob: boolean): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#around.onClose(this.job);
    if (andJob && this.#liveness.lost === undefined) await this.helper.closeJob(this.job);
  }

  /** Windows moves nobody from one job of a block to another: what was outside any run is of the run by its record. */
  async #adopt(root: number, runId: number): Promise<void> {
    await this.list('all');
    this.#records.adopt(root, runId);
  }

  /** Those that have broken away from the job of their run among them. */
  async #membersOf(runId: number): Promise<readonly MemberRecord[]> {
    return (await this.list('changes')).filter((member) => member.runId === runId);
  }

  #look(tick = new JobTick()): Promise<readonly SeenProcess[]> {
    return this.#liveness.ask(async () => {
      const seen = await tick.list({ helper: this.helper, job: this.job, known: this.#records.described });
      if (seen === undefined) throw new Error(`the job ${this.job} is not there any more`);
      return seen;
    }, []);
  }

  readonly #whyNoMember = async (target: ProcessRef): Promise<SignalOutcome> => {
    const vitality = await this.vitality(target);
    if (vitality === 'gone') return 'already-gone';
    return vitality === 'replaced' ? 'identity-changed' : 'not-member';
  };
}

function withBirth({ pid, birth }: SeenProcess): readonly Target[] {
  return birth === undefined ? [] : [{ pid, birth }];
}
