import type { ListeningPort, PortReading } from '../contract.js';

/** What both halves tell. Where one cannot, some are missing; undefined where neither can. */
export function mergePorts(
  upper: PortReading | undefined,
  lower: PortReading | undefined,
): PortReading | undefined {
  if (upper === undefined && lower === undefined) return undefined;
  return {
    ports: merged([...(upper?.ports ?? []), ...(lower?.ports ?? [])]),
    isComplete: upper?.isComplete === true && lower?.isComplete === true,
  };
}

/** Each port once, with everybody who holds it, whichever half has told of them. */
function merged(all: readonly ListeningPort[]): readonly ListeningPort[] {
  const ports = new Map<string, ListeningPort>();
  for (const each of all) {
    const key = [each.network, each.protocol, each.address, each.port].join(' ');
    const known = ports.get(key)?.processes ?? [];
    const fresh = each.processes.filter(({ pid }) => known.every((process) => process.pid !== pid));
    ports.set(key, { ...each, processes: [...known, ...fresh] });
  }
  return [...ports.values()];
}
