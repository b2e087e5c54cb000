import { type FSWatcher, watch } from 'node:fs';
import { errnoOf, inWords } from '../posix/system-error.js';

export interface PopulatedWatch {
  onChange(listener: () => void): void;
  /** A part of it has become empty or populated. */
  tell(): void;
  close(): void;
}

/**
 * Calls back when `cgroup.events` changes, so when the cgroup became empty or populated. Costs nothing
 * while idle. Only a hint: without inotify watches left, the next tick sees the same later, and that is noted.
 */
export function watchPopulated(directory: string, note: (reason: string) => void): PopulatedWatch {
  const listeners: (() => void)[] = [];
  const watcher = tryWatch(`${directory}/cgroup.events`, note);
  const tell = () => {
    for (const listener of listeners) listener();
  };
  watcher?.on('change', tell);
  watcher?.on('error', (error) => note(cannotWatch(error)));
  return {
    onChange: (listener) => void listeners.push(listener),
    tell,
    close: () => watcher?.close(),
  };
}

function tryWatch(path: string, note: (reason: string) => void): FSWatcher | undefined {
  try {
    return watch(path, { persistent: false });
  } catch (error) {
    note(cannotWatch(error));
    return undefined;
  }
}

/** Without the path, which differs from pane to pane: a reason is told once. */
function cannotWatch(error: unknown): string {
  const errno = errnoOf(error);
  const why = (errno === undefined ? undefined : exhausted[errno]) ?? inWords(error);
  return `an empty pane is noticed only at the next tick: ${why}`;
}

/** See inotify_init(2), inotify_add_watch(2). */
const exhausted: Readonly<Record<string, string>> = {
  ENOSPC: 'this user has no inotify watch left (ENOSPC); raise fs.inotify.max_user_watches',
  EMFILE: 'this user has no inotify instance left (EMFILE); raise fs.inotify.max_user_instances',
};
