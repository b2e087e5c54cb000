import type { JSX } from 'preact';
import type { ListeningPort } from '../../host/wire/usage.js';
import { distinctPorts } from './distinct-ports.js';

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
