import type { HostInfo } from '../../host/wire/host-info.js';
import type { PastStatus } from './past-reader.js';

/** What the timeline knows of the time before this page looked. */
export function pastWords(host: Pick<HostInfo, 'store' | 'whyNoStore'>, status: PastStatus): string {
  if (host.store === 'off') {
    const why = host.whyNoStore === undefined ? '' : ` (${host.whyNoStore})`;
    return `This host keeps no store${why}: only what ended since this page was opened is shown.`;
  }
  switch (status.kind) {
    case 'unread':
      return 'Reading what ended before…';
    case 'failed':
      return `What ended before this page was opened cannot be read: ${status.reason}`;
    case 'cut':
      return `The store has more than is shown: what ended before ${timeOfDay(status.from)} is left out.`;
    case 'whole':
  }
  return 'What ended before this page was opened is from the store.';
}

function timeOfDay(moment: number): string {
  return new Date(moment).toLocaleTimeString(undefined, { timeStyle: 'medium' });
}
