import type { Backend, Opening, SessionOptions } from '../contract.js';

/** Linux without a writable cgroup: descent, session, terminal, group and two markers over `/proc`. */
export function linuxProcfs(): Backend {
  return { name: 'linux-procfs', open };
}

async function open(options: SessionOptions): Promise<Opening> {
  if (process.platform !== 'linux') {
    return { status: 'unavailable', reason: `it needs Linux, this is ${process.platform}` };
  }
  const { openProcfs } = await load();
  return openProcfs(options);
}

/** Loads what a session needs, where there can be one. */
export async function loadProcfs(): Promise<void> {
  if (process.platform === 'linux') await load();
}

function load() {
  return import('./open.js');
}
