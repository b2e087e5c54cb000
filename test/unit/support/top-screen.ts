import { frameOf, listHeight } from '../../../src/cli/top/frame.js';
import { type Line, textOf } from '../../../src/cli/top/line.js';
import { rowsOf } from '../../../src/cli/top/rows.js';
import type { Scene } from '../../../src/cli/top/scene.js';
import { settled } from '../../../src/cli/top/selection.js';
import { initialView, type View } from '../../../src/cli/top/view.js';
import { viewFromSnapshot } from '../../../src/host/client/from-snapshot.js';
import type { Block } from '../../../src/host/wire/block.js';
import type { Snapshot } from '../../../src/host/wire/to-client.js';
import { scene, snapshot } from './host-scenes.js';

/** With more than blocks in it. */
export function sceneWith(
  blocks: readonly Block[],
  more: Partial<Snapshot>,
  differences: Partial<Scene> = {},
): Scene {
  return scene([], { host: viewFromSnapshot(snapshot(blocks, more), undefined), ...differences });
}

export function frame(seen: Scene, view: View): readonly Line[] {
  const rows = rowsOf(seen, view);
  return frameOf(seen, settled(view, rows, listHeight(view.mode, seen)), rows);
}

/** The lines of the screen. */
export function texts(seen: Scene, view: View = initialView): readonly string[] {
  return frame(seen, view).map((line) => textOf(line).trimEnd());
}
