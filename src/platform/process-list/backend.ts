import type { Backend, Opening, SessionOptions } from '../contract.js';

/** Any system: ps-list to list, tree-kill to kill. */
export function processList(): Backend {
  return { name: 'process-list', open };
}

async function open(options: SessionOptions): Promise<Opening> {
  const { openProcessList } = await load();
  return openProcessList(options);
}

/** Loads what a session needs. */
export async function loadProcessList(): Promise<void> {
  await load();
}

function load() {
  return import('./open.js');
}
