import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import type { SessionOptions } from '../contract.js';
import { readBootId } from './boot-clock.js';
import { isAlive, readProcStat } from './proc-stat.js';
import { errnoOf, unlessGone, unlessHidden } from './system-error.js';

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
  readonly onHostExit: SessionOptions['onHostExit'];
}

/**
 * Names one registry of one host: PID, start, boot and PID namespace tell a later host who the owner was and whether
 * it still lives, `distinction` tells its registries apart, and the end what was to become of its blocks.
 */
export function instanceName(
  onHostExit: SessionOptions['onHostExit'],
  distinction: string = randomBytes(4).toString('hex'),
): string {
  const { pid, startTicks, boot, pidNamespace } = ownIdentity();
  const suffix = onHostExit === 'keep' ? keepSuffix : '';
  return `panetree-${pid}-${startTicks}-${boot}-${pidNamespace}-${distinction}${suffix}`;
}

/** The inverse of `instanceName`; undefined for a name that is not one of ours. */
export function parseInstanceName(name: string): InstanceOwner | undefined {
  const parts =
    /^panetree-(?<pid>\d+)-(?<start>\d+)-(?<boot>[0-9a-f]{8}|unknown)-(?<space>\d+|unknown)-[0-9a-z]+(?<keep>-keep)?$/.exec(
      name,
    )?.groups;
  if (parts === undefined) return undefined;
  return {
    pid: Number(parts['pid']),
    startTicks: Number(parts['start']),
    boot: parts['boot'] ?? unknown,
    pidNamespace: parts['space'] ?? unknown,
    onHostExit: parts['keep'] === undefined ? 'kill' : 'keep',
  };
}

/**
 * `dead`: no process of this boot is that host. `alive` also where its PID is taken and there is no telling by whom;
 * `unknown` where this host cannot see it at all.
 */
export function stateOfOwner(owner: InstanceOwner): 'alive' | 'dead' | 'unknown' {
  const here = ownIdentity();
  if (owner.pidNamespace !== here.pidNamespace) return 'unknown';
  const tellsBoot = owner.boot !== unknown && here.boot !== unknown;
  if (tellsBoot && owner.boot !== here.boot) return 'dead';
  if (!exists(owner.pid)) return 'dead';
  if (!tellsBoot) return 'alive';
  const stat = unlessHidden(() => readProcStat(owner.pid));
  if (stat === undefined) return 'unknown';
  return isAlive(stat) && stat.startTicks === owner.startTicks ? 'alive' : 'dead';
}

function ownIdentity(): Omit<InstanceOwner, 'onHostExit'> {
  return {
    pid: process.pid,
    startTicks: readProcStat(process.pid)?.startTicks ?? Math.floor(performance.timeOrigin),
    boot: readBootId()?.slice(0, 8) ?? unknown,
    pidNamespace: unlessGone(() => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]) ?? unknown,
  };
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
