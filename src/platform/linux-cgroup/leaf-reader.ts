import { closeSync, type FSWatcher, openSync, watch } from 'node:fs';
import { unlessGone } from '../posix/system-error.js';

/** The held descriptors of one cgroup's list, and whether the kernel has said that it stays empty. */
export class LeafReader {
  readonly procs: number;
  readonly #watcher: FSWatcher | undefined;
  #isQuiet = false;

  /** `onChange` is called when the cgroup itself may have become empty or populated; not where a parent is read. */
  constructor(directory: string, onChange: (() => void) | undefined) {
    this.procs = openSync(`${directory}/cgroup.procs`, 'r');
    this.#watcher = onChange === undefined ? undefined : tryWatch(`${directory}/cgroup.events`);
    this.#watcher?.on('change', () => {
      this.rouse();
      onChange?.();
    });
    // It is read each time then.
    this.#watcher?.on('error', () => this.rouse());
  }

  /** Empty at the last read, and the kernel has told of no change since. */
  get isQuiet(): boolean {
    return this.#isQuiet;
  }

  /** The kernel tells of a change some milliseconds later (kernfs_notify), so whoever knows earlier says so. */
  rouse(): void {
    this.#isQuiet = false;
  }

  /** Said before the kernel can tell of what comes after the read. */
  noteRead(bytes: number): void {
    this.#isQuiet = bytes === 0 && this.#watcher !== undefined;
  }

  close(): void {
    this.#watcher?.close();
    closeSync(this.procs);
  }
}

/** Without an inotify watch left, a leaf is read at each look. */
function tryWatch(path: string): FSWatcher | undefined {
  try {
    return unlessGone(() => watch(path, { persistent: false }));
  } catch {
    return undefined;
  }
}
