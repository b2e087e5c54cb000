import { type FSWatcher, watch } from 'node:fs';
import { inWords } from '../posix/system-error.js';

export interface PopulatedWatch {
  onChange(listener: () => void): void;
  /** A part of it has become empty or populated. */
  tell(): void;
  close(): void;
}

/**
 * Calls back when `cgroup.events` changes, so when the cgroup became empty or populated. Costs nothing
 * while idle. Only a hint: without inotify watches left, the next tick sees the same later, and it is said.
 */
export function watchPopulated(directory: string, report: (reason: string) => void): PopulatedWatch {
  const listeners: (() => void)[] = [];
  const watcher = tryWatch(`${directory}/cgroup.events`, report);
  const tell = () => {
    for (const listener of listeners) listener();
  };
  watcher?.on('change', tell);
  watcher?.on('error', (error) => report(cannotWatch(error)));
  return {
    onChange: (listener) => void listeners.push(listener),
    tell,
    close: () => watcher?.close(),
  };
}

function tryWatch(path: string, report: (reason: string) => void): FSWatcher | undefined {
  try {
    return watch(path, { persistent: false });
  } catch (error) {
    report(cannotWatch(error));
    return undefined;
  }
}

function cannotWatch(error: unknown): string {
  return `an empty pane is noticed only at the next tick: ${inWords(error)}`;
}
