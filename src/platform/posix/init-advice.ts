import { readlinkSync } from 'node:fs';
import { unlessHidden } from './system-error.js';

const remedy = 'start it below an init: docker run --init, tini or dumb-init';

/**
 * Orphans are given to PID 1, which has to wait for them. Node waits only for what it has started itself, so where it is
 * PID 1 of a container each daemon of a pane stays as a zombie once it has ended.
 */
export function initAdvice(): readonly string[] {
  if (process.pid === 1) return [`this host is PID 1 and collects the zombies of its panes; ${remedy}`];
  const isNode = unlessHidden(() => readlinkSync('/proc/1/exe')) === process.execPath;
  return isNode ? [`PID 1 is a Node program and collects the zombies of all orphans; ${remedy}`] : [];
}
