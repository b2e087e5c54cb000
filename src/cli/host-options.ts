import { hostPage } from './manual/host-pages.js';
import { parseCommand } from './manual/parse.js';
import { UsageError } from './usage-error.js';

export interface HostCommand {
  readonly port: number;
  readonly store: 'on' | 'off';
  /** Whether the browser is shown the page at once. */
  readonly browser: 'open' | 'leave';
  readonly onExit: 'kill' | 'keep';
  /** Undefined: loopback. */
  readonly listen: ListenOptions | undefined;
}

export interface ListenOptions {
  readonly address: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

export function parseHostOptions(args: readonly string[]): HostCommand {
  const { values } = parseCommand(hostPage, args);
  return {
    port: toPort(values.port),
    store: values['no-store'] === true ? 'off' : 'on',
    browser: values.open === true ? 'open' : 'leave',
    onExit: toOnExit(values['on-exit']),
    listen: toListen(values.listen, values['tls-cert'], values['tls-key']),
  };
}

function toPort(value = '0'): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= 65_535) return Number(value);
  throw new UsageError(`--port must be a whole number up to 65535; got ${JSON.stringify(value)}`, 'host');
}

function toOnExit(value = 'kill'): 'kill' | 'keep' {
  if (value === 'kill' || value === 'keep') return value;
  throw new UsageError(`--on-exit must be kill or keep; got ${JSON.stringify(value)}`, 'host');
}

/** What can be reached from elsewhere is encrypted, or not opened at all. */
function toListen(
  address: string | undefined,
  certificateFile: string | undefined,
  keyFile: string | undefined,
): ListenOptions | undefined {
  if (address === undefined && certificateFile === undefined && keyFile === undefined) return undefined;
  if (address !== undefined && certificateFile !== undefined && keyFile !== undefined) {
    return { address, certificateFile, keyFile };
  }
  throw new UsageError(
    '--listen, --tls-cert and --tls-key go together: nothing is served in the clear',
    'host',
  );
}
