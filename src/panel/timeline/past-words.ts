import type { HostInfo } from '../../host/wire/host-info.js';
import type { PastStatus } from './past-reader.js';

/** What the timeline knows of the time before this page looked. */
export function pastWords({ store }: Pick<HostInfo, 'store'>, status: PastStatus): string {
  if (store === 'off') {
    return 'This host keeps no store: only what ended since this page was opened is shown.';
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
