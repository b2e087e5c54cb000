import type { ListeningPort } from '../contract.js';

/** Each port once, with everybody who holds it, whichever half has told of them. */
export function mergePorts(all: readonly ListeningPort[]): readonly ListeningPort[] {
  const merged = new Map<string, ListeningPort>();
  for (const each of all) {
    const key = [each.network, each.protocol, each.address, each.port].join(' ');
    const known = merged.get(key)?.processes ?? [];
    const fresh = each.processes.filter(({ pid }) => known.every((process) => process.pid !== pid));
    merged.set(key, { ...each, processes: [...known, ...fresh] });
  }
  return [...merged.values()];
}
