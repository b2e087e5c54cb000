import type { TrackedProcess } from '../wire/process.js';
import type { HostView } from './host-view.js';

/** The name a person knows a block by. */
export function titleOf({ panes }: Pick<HostView, 'panes'>, blockId: string): string {
  const title = panes.get(blockId)?.title ?? '';
  return title === '' ? blockId : title;
}

/** The name a person knows a process by: a name alone is often that of many. */
export function nameOf({ name, pid }: Pick<TrackedProcess, 'name' | 'pid'>): string {
  return `${name} (PID ${pid})`;
}
