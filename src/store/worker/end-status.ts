import type { ExitReason } from '../../tracker/events.js';
import type { ProcessStatus } from '../records.js';

interface Ending {
  readonly reason: ExitReason;
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** `crashed` needs a code or a signal that says so: of most processes only their parent is told. */
export function endStatus({ reason, exitCode, signal }: Ending): ProcessStatus {
  if (reason === 'escaped' || reason === 'lost') return reason;
  if (reason !== 'exited') return 'stopped';
  return signal !== undefined || (exitCode ?? 0) !== 0 ? 'crashed' : 'stopped';
}
