import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import type { SessionOptions } from '../contract.js';
import { readBootId } from './boot-clock.js';
import { isAlive, readProcStat } from './proc-stat.js';
import { errnoOf, unlessHidden } from './system-error.js';

/** Stands where a system does not tell. */
const unknown = 'unknown';
const keepSuffix = '-keep';

/** Who opened a registry, as its name tells it. */
export interface InstanceOwner {
  readonly pid: number;
  /** In clock ticks since boot; on a system without `/proc` in milliseconds since the epoch, and only to tell names apart. */
  readonly startTicks: number;
  readonly boot: string;
  /** A PID of another PID namespace says nothing here. */
  readonly pidNamespace: string;
  /** Start ticks count in the time namespace of their reader. `unknown` in a name of an older release. */
  readonly timeNamespace: string;
  readonly onHostExit: SessionOptions['onHostExit'];
}

/**
 * Names one registry of one host: PID, start, boot and namespaces tell a later host who the owner was and whether it
 * still lives, `distinction` tells its registries apart, and the end what was to become of its blocks.
 */
export function instanceName(
  onHostExit: SessionOptions['onHostExit'],
  distinction: string = randomBytes(4).toString('hex'),
): string {
  const { pid, startTicks, boot, pidNamespace, timeNamespace } = ownIdentity();
  const suffix = onHostExit === 'keep' ? keepSuffix : '';
  return `panetree-${pid}-${startTicks}-${boot}-${pidNamespace}-${timeNamespace}-${distinction}${suffix}`;
}

const namePattern =
  /^panetree-(?<pid>\d+)-(?<start>\d+)-(?<boot>[0-9a-f]{8}|unknown)-(?<space>\d+|unknown)(?:-(?<time>\d{10}|unknown))?-[0-9a-z]+(?<keep>-keep)?$/;

/** The inverse of `instanceName`, older releases included; undefined for a name that is not one of ours. */
export function parseInstanceName(name: string): InstanceOwner | undefined {
  const parts = namePattern.exec(name)?.groups;
  if (parts === undefined) return undefined;
  return {
    pid: Number(parts['pid']),
    startTicks: Number(parts['start']),
    boot: parts['boot'] ?? unknown,
    pidNamespace: parts['space'] ?? unknown,
    timeNamespace: parts['time'] ?? unknown,
    onHostExit: parts['keep'] === undefined ? 'kill' : 'keep',
  };
}

/**
 * `dead`: no process of this boot is that host. `alive` also where its PID is taken and there is no telling by whom;
 * `unknown` where this host cannot see it, or cannot compare its start.
 */
export function stateOfOwner(owner: InstanceOwner): 'alive' | 'dead' | 'unknown' {
  const here = ownIdentity();
  if (owner.pidNamespace !== here.pidNamespace) return 'unknown';
  if (!exists(owner.pid)) return 'dead';
  const tellsBoot = owner.boot !== unknown && here.boot !== unknown;
  if (!tellsBoot) return 'alive';
  const stat = unlessHidden(() => readProcStat(owner.pid));
  if (stat === undefined) return 'unknown';
  if (!isAlive(stat)) return 'dead';
  if (owner.boot === here.boot && stat.startTicks === owner.startTicks) return 'alive';
  return isElsewhereInTime(owner, here) ? 'unknown' : 'dead';
}

/** Births, too, count in the time namespace of the host that read them. */
export function sharesClock(owner: InstanceOwner): boolean {
  return owner.timeNamespace === ownTimeNamespace();
}

/**
 * Whether another start under the PID of a host proves nothing. A restore from a checkpoint (CRIU) gives each process a
 * new start and a time namespace of its own, perhaps after another boot.
 */
function isElsewhereInTime(owner: InstanceOwner, here: Pick<InstanceOwner, 'timeNamespace'>): boolean {
  if (owner.timeNamespace !== here.timeNamespace) return true;
  return here.timeNamespace !== unknown && namespaceOf(owner.pid, 'time') !== owner.timeNamespace;
}

function ownIdentity(): Omit<InstanceOwner, 'onHostExit'> {
  return {
    pid: process.pid,
    startTicks: readProcStat(process.pid)?.startTicks ?? Math.floor(performance.timeOrigin),
    boot: readBootId()?.slice(0, 8) ?? unknown,
    pidNamespace: namespaceOf('self', 'pid') ?? unknown,
    timeNamespace: ownTimeNamespace(),
  };
}

/** `unknown` before Linux 5.6, where all share one clock. */
function ownTimeNamespace(): string {
  return namespaceOf('self', 'time') ?? unknown;
}

/** Undefined where the kernel has none of its kind, and for a process that this host may not inspect. */
function namespaceOf(pid: number | 'self', kind: 'pid' | 'time'): string | undefined {
  return unlessHidden(() => /\d+/.exec(readlinkSync(`/proc/${pid}/ns/${kind}`))?.[0]);
}

/** Signal 0 reaches nobody; EPERM says that somebody is there. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}
