import type { BackendSession, MemberRecord, ProcessRef, SystemSession } from '../platform/contract.js';
import type { KeepResult } from './api.js';
import { until } from '../platform/until.js';
import { requireFunction, requirePid } from './arguments.js';
import { requireKeys } from './known-keys.js';
import { heldTerminalKeys } from './option-tables.js';
import type { KillScope } from './kill-targets.js';
import type { HeldTerminal, TerminalOutlook } from './terminal-api.js';

/** A shell at its prompt ends at once when it is hung up. */
const hangUpBoundMs = 500;

export type SessionOf = NonNullable<BackendSession['sessionOf']>;

/** The terminals of a block, and what its end must spare for the sake of the kept. */
export class Terminals {
  readonly #sessionOf: SessionOf;
  readonly #terminals = new Map<number, HeldTerminal>();
  readonly #letGo: ProcessRef[] = [];

  constructor(session: Pick<BackendSession, 'sessionOf'>) {
    this.#sessionOf = async (pid) => session.sessionOf?.(pid);
  }

  add(terminal: HeldTerminal, isKept: () => boolean): TerminalOutlook {
    requireTerminal(terminal);
    this.#terminals.set(terminal.leader, terminal);
    return { isKept, closed: () => void this.#terminals.delete(terminal.leader) };
  }

  /**
   * Takes the leader of a session out of the kill where something kept is in the foreground of it, which the kernel hangs
   * up when the leader ends. So are those between the two: parents pass on to their children what they are asked.
   */
  async letGo(scope: KillScope, runId: number | undefined): Promise<void> {
    if (this.#terminals.size === 0) return;
    const members = await scope.look('all');
    const isIn = (member: MemberRecord) => runId === undefined || member.runId === runId;
    const live = new Map(members.map((member) => [member.pid, member]));
    const parentOf = (member: MemberRecord) =>
      live.get(member.ppid) ?? live.get(scope.lineage(member)?.pid ?? 0);
    const spared = new Map<number, MemberRecord>();
    for (const kept of members.filter(({ lifetime }) => lifetime === 'kept')) {
      const session = await this.#ownSessionOf(kept.pid);
      if (session === undefined) continue;
      const { leader, isForeground = true } = session;
      const isSpared = (each: MemberRecord) => each.lifetime === 'pane' && isIn(each);
      const above = between(kept, leader, parentOf);
      const top = isForeground ? members.filter(({ pid }) => pid === leader) : [];
      for (const each of [...above, ...top].filter(isSpared)) spared.set(each.pid, each);
    }
    if (spared.size === 0) return;
    const isSpared = ({ pid, birth }: ProcessRef) => spared.get(pid)?.birth === birth;
    this.#letGo.push(...(await scope.container.keep((all) => all.filter(isSpared))));
    await scope.look('changes');
  }

  async withWarnings(
    processes: readonly ProcessRef[],
    scope: KillScope,
  ): Promise<Pick<KeepResult, 'processes' | 'warnings'>> {
    const kept = processes.map(toRef);
    const warnings = await this.#warnings(kept, scope).catch(() => []);
    return { processes: kept, ...(warnings.length > 0 && { warnings }) };
  }

  /** About those of the kept that are in a terminal which a process that ends with the pane holds. */
  async #warnings(kept: readonly ProcessRef[], { look }: KillScope): Promise<readonly string[]> {
    const members = new Map((await look('changes')).map((member) => [member.pid, member]));
    const told: string[] = [];
    for (const { pid } of kept) {
      const session = await this.#sessionOf(pid);
      if (session === undefined || !session.hasTerminal || this.#terminals.has(session.leader)) continue;
      // Who opens a terminal starts the leader of its session.
      const holder = members.get(members.get(session.leader)?.ppid ?? 0);
      if (holder?.lifetime !== 'pane') continue;
      const why = `PID ${holder.pid} (${holder.name}) holds its terminal and ends with the pane`;
      told.push(`PID ${pid} ends with its terminal: ${why}; keep that one as well`);
    }
    return told;
  }

  /** Ends the shells that nothing is left of but their prompt; gives those that have ended. */
  async hangUpIdle({ container, look, onSignal }: KillScope): Promise<readonly ProcessRef[]> {
    const ended: ProcessRef[] = [];
    const members = this.#terminals.size === 0 ? [] : await look('all');
    for (const member of members) {
      const isShell = this.#terminals.get(member.pid)?.isShell === true;
      if (!isShell || !(await this.#isAlone(member, members))) continue;
      onSignal([member]);
      await container.signal([member], 'SIGHUP');
      const isGone = async () => ['gone', 'replaced'].includes(await container.vitality(member));
      if (await until(isGone, performance.now() + hangUpBoundMs)) ended.push(toRef(member));
    }
    if (ended.length > 0) await look('changes');
    return ended;
  }

  /** The host lets go of all of them. Of what is only closed no shell stays that has nothing left but its prompt. */
  handOver(how: 'kill' | 'keep'): void {
    const spared = this.#letGo.map(({ pid }) => pid);
    for (const terminal of this.#terminals.values()) {
      terminal.handOver(how === 'keep' && terminal.isShell ? [...spared, terminal.leader] : spared);
    }
    this.#terminals.clear();
  }

  /** Where it is that of one of these terminals. */
  async #ownSessionOf(pid: number): Promise<SystemSession | undefined> {
    const session = await this.#sessionOf(pid);
    return session !== undefined && this.#terminals.has(session.leader) ? session : undefined;
  }

  async #isAlone(leader: MemberRecord, members: readonly MemberRecord[]): Promise<boolean> {
    for (const { pid } of members) {
      if (pid !== leader.pid && (await this.#ownSessionOf(pid))?.leader === leader.pid) return false;
    }
    return true;
  }
}

/** The ancestors of `kept` below the leader. */
function between(
  kept: MemberRecord,
  leader: number,
  parentOf: (member: MemberRecord) => MemberRecord | undefined,
): readonly MemberRecord[] {
  const found = new Set<MemberRecord>();
  for (let each = kept; each.pid !== leader; ) {
    const parent = parentOf(each);
    if (parent === undefined || parent.pid === leader || found.has(parent)) break;
    found.add(parent);
    each = parent;
  }
  return [...found];
}

function requireTerminal(terminal: HeldTerminal): void {
  requireKeys(terminal, 'terminal', heldTerminalKeys);
  requirePid(terminal.leader, 'terminal.leader');
  requireFunction(terminal.handOver, 'terminal.handOver');
}

function toRef({ pid, birth }: ProcessRef): ProcessRef {
  return { pid, birth };
}
