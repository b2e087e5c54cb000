import type { HangUp } from '../contract.js';
import { readProcessTable } from './process-table.js';
import { readProcStat } from './proc-stat.js';
import { unlessHidden } from './system-error.js';

const nobody: HangUp = { bySystem: [], byShell: [] };

/**
 * Who is hung up with the leader of a session that has a terminal: by the kernel its foreground group
 * (disassociate_ctty) and its stopped jobs, which lose their last parent in the session (setpgid(2)); by a shell that
 * is sent SIGHUP all its jobs (bash(1), "SIGNALS").
 */
export async function hungUpWith(pid: number): Promise<HangUp> {
  const leader = unlessHidden(() => readProcStat(pid));
  if (leader === undefined || leader.session !== pid || leader.terminal === 0) return nobody;
  const others = [...readProcessTable().values()].filter((each) => each.session === pid && each.pid !== pid);
  const stopped = new Set(others.flatMap(({ state, group }) => (state === 'T' ? [group] : [])));
  const isHungUp = ({ group }: { readonly group: number }) =>
    group === leader.foregroundGroup || (stopped.has(group) && group !== leader.group);
  return {
    bySystem: others.filter(isHungUp).map((each) => each.pid),
    byShell: others.filter((each) => !isHungUp(each) && each.group !== leader.group).map((each) => each.pid),
  };
}
