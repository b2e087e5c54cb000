import type { Container, MemberRecord, ProcessRef, Vitality } from '../../../src/platform/contract.js';
import type { KillScope } from '../../../src/tracker/kill-targets.js';
import { tracked } from './processes.js';

/** A container whose members are what a test says, and that remembers what was asked of it, in order. */
export class ScriptedContainer implements Container {
  readonly calls: (readonly [what: string, ...pids: readonly number[]])[] = [];
  members: readonly MemberRecord[];
  /** Thrown by each `list` while it is set. */
  listError: Error | undefined;
  vitalities: ReadonlyMap<number, Vitality> = new Map();

  constructor(members: readonly MemberRecord[]) {
    this.members = members;
  }

  list: Container['list'] = async () => {
    if (this.listError !== undefined) throw this.listError;
    return this.members;
  };
  signal: Container['signal'] = async (targets, signal) => {
    this.#note(signal, targets);
    return targets.map(() => 'signalled');
  };
  resumeFreeze: Container['resumeFreeze'] = async () => undefined;
  wake: Container['wake'] = async (targets) => this.#note('wake', targets);
  endOne: Container['endOne'] = async (target) => {
    this.#note('endOne', [target]);
    this.#end([target]);
    return 'ended';
  };
  endSelected: Container['endSelected'] = async (select) => {
    const targets = select(this.members);
    this.#note('endSelected', targets);
    this.#end(targets);
  };
  endAll: Container['endAll'] = async () => {
    this.#note('endAll', []);
    this.#end(
      this.members.filter(({ lifetime, escapedTo }) => lifetime === 'pane' && escapedTo === undefined),
    );
  };
  isEmpty: Container['isEmpty'] = async () =>
    !this.members.some(({ lifetime, escapedTo }) => lifetime === 'pane' && escapedTo === undefined);
  vitality: Container['vitality'] = async ({ pid, birth }) => {
    const told = this.vitalities.get(pid);
    if (told !== undefined) return told;
    const now = this.members.find((member) => member.pid === pid);
    if (now === undefined) return 'gone';
    return now.birth === birth ? 'alive' : 'replaced';
  };
  openRun: Container['openRun'] = async (runId) => void this.calls.push(['openRun', runId]);
  closeRun: Container['closeRun'] = async () => 'closed';
  wrap: Container['wrap'] = async (command) => ({ status: 'wrapped', command });
  confirmJoin: Container['confirmJoin'] = async () => ({ status: 'joined' });
  attach: Container['attach'] = async () => ({ status: 'already-gone' });
  contains: Container['contains'] = async (pid) => this.members.some((member) => member.pid === pid);
  keep: Container['keep'] = async () => [];
  isFrozen = false;
  freeze: Container['freeze'] = async () => void (this.isFrozen = true);
  thaw: Container['thaw'] = async () => void (this.isFrozen = false);
  usage: Container['usage'] = () => Promise.reject(new Error('not scripted'));
  ports: Container['ports'] = async () => undefined;
  limit: Container['limit'] = async () => undefined;
  onHint: Container['onHint'] = () => undefined;
  onDowngrade: Container['onDowngrade'] = () => undefined;
  remove: Container['remove'] = async () => 'removed';
  release: Container['release'] = async () => undefined;

  #note(what: string, targets: readonly ProcessRef[]): void {
    this.calls.push([what, ...targets.map(({ pid }) => pid)]);
  }

  #end(targets: readonly ProcessRef[]): void {
    const ended = new Set(targets.map(({ pid }) => pid));
    this.members = this.members.filter(({ pid }) => !ended.has(pid));
  }
}

export interface ScopeOptions {
  readonly protectedPids?: readonly number[];
}

/** What a kill is given of a block, over a scripted container; `onSignal` is noted among the calls. */
export function scopeOver(
  container: ScriptedContainer,
  { protectedPids = [] }: ScopeOptions = {},
): KillScope {
  return {
    container,
    look: (depth) => container.list(depth),
    published: () => container.members.map((record) => tracked(record.pid, record)),
    lineage: () => undefined,
    hungUpWith: async () => undefined,
    protectedPids: new Set(protectedPids),
    onSignal: (targets) => void container.calls.push(['marked', ...targets.map(({ pid }) => pid)]),
  };
}
