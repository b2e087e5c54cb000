import type { ListeningPort } from '../../host/wire/usage.js';

/** One port bound to several addresses is one port for a person. */
export function distinctPorts(ports: readonly ListeningPort[]): readonly ListeningPort[] {
  const distinct = new Map(ports.map((port) => [`${port.protocol} ${port.port}`, port]));
  return [...distinct.values()].toSorted((a, b) => a.port - b.port);
}
