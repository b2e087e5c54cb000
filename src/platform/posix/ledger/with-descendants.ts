import type { KeptRef } from './kept-records.js';
import type { TableEntry } from './table.js';

/** Those that are still there, what descends from them, and whoever is in a session or group that one of them made. Pure. */
export function withDescendants(
  entries: ReadonlyMap<number, TableEntry>,
  roots: readonly KeptRef[],
): readonly TableEntry[] {
  const found = new Map<number, TableEntry>();
  for (const { pid, birth } of roots) {
    const entry = entries.get(pid);
    if (entry !== undefined && (birth ?? entry.birth) === entry.birth) found.set(pid, entry);
  }
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const entry of entries.values()) {
      const links = [entry.ppid, entry.session, entry.group];
      if (links.some((pid) => pid !== undefined && found.has(pid))) found.set(entry.pid, entry);
    }
  }
  return [...found.values()];
}
