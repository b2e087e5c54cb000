import type { JSX } from 'preact';
import type { ListeningPort } from '../../host/wire/usage.js';

/** One port bound to several addresses is one port for a person. */
export function distinctPorts(ports: readonly ListeningPort[]): readonly ListeningPort[] {
  const distinct = new Map(ports.map((port) => [`${port.protocol} ${port.port}`, port]));
  return [...distinct.values()].toSorted((a, b) => a.port - b.port);
}

export function PortList({ ports }: { readonly ports: readonly ListeningPort[] }): JSX.Element {
  return (
    <span class="ports">
      {distinctPorts(ports).map(({ protocol, port, address, network }) => (
        <span
          key={`${protocol} ${port}`}
          class={`port ${network}`}
          title={`${protocol} ${address}:${port}${network === 'other' ? ' in a network of its own' : ''}`}
        >
          :{port}
          {protocol === 'udp' ? '/udp' : ''}
        </span>
      ))}
    </span>
  );
}
