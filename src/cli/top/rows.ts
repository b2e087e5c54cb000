import { leftoverRows } from './leftover-rows.js';
import { processRows } from './process-rows.js';
import type { Row } from './row.js';
import { runRows } from './run-rows.js';
import type { Scene } from './scene.js';
import type { ListView } from './view.js';

/** What the list shows, top to bottom. */
export function rowsOf({ host, usage, now }: Scene, view: ListView): readonly Row[] {
  if (host === undefined) return [];
  switch (view.tab) {
    case 'processes':
      return processRows(host, { usage, now }, view);
    case 'runs':
      return runRows(host, view);
    case 'leftovers':
  }
  return leftoverRows(host, view);
}
