import type { JSX } from 'preact';
import type { ListeningPort } from '../../host/wire/usage.js';
import { distinctPorts } from './distinct-ports.js';

export interface PortListProps {
  readonly ports: readonly ListeningPort[];
  /** `false` where some are missing. */
  readonly isComplete?: boolean | undefined;
}

export function PortList({ ports, isComplete }: PortListProps): JSX.Element {
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
      {isComplete === false ? (
        <span class="port" title="A process may not be looked into: its ports are missing">
          :?
        </span>
      ) : undefined}
    </span>
  );
}
