import { boxed } from './box.js';
import { columnsFor, headings } from './columns.js';
import { dialogOf } from './dialog.js';
import { footerLine } from './footer-line.js';
import { headerLine } from './header-line.js';
import { helpLines } from './help-lines.js';
import { tabLine } from './tab-line.js';
import { filled, fitted, type Line, segment, styled } from './line.js';
import { rowLine } from './row-line.js';
import type { Row } from './row.js';
import type { Scene } from './scene.js';
import { selectedRow } from './selection.js';
import { statusLine } from './status-line.js';
import type { Mode } from './mode.js';
import type { Tab } from './tab.js';
import type { View } from './view.js';

/** Header, lists, headings, status and keys; and the last line of the screen, on which the cursor rests. */
const otherRows = 6;
/** So much of the list stays in sight beside a dialog. */
const leastListRows = 3;

/** How many rows of the list are visible. */
export function listHeight(mode: Mode, scene: Scene): number {
  return bodyHeight(scene) - dialogLines(mode, scene).length;
}

/** The whole screen but its last line. */
export function frameOf(scene: Scene, view: View, rows: readonly Row[]): readonly Line[] {
  const { cols, rows: rowsOfScreen } = scene.size;
  const columns = columnsFor(scene, view.tab);
  const body =
    view.mode.kind === 'help'
      ? helpLines(view.tab)
      : [
          ...padded(listLines(scene, view, rows), listHeight(view.mode, scene)),
          ...dialogLines(view.mode, scene),
        ];
  const lines = [
    headerLine(scene),
    tabLine(scene, view),
    fitted(view.mode.kind === 'help' ? [] : headings(columns, view), cols),
    ...padded(body, bodyHeight(scene)).map((line) => fitted(line, cols)),
    statusLine(scene, view, selectedRow(view, rows)),
    footerLine(scene, view),
  ];
  return lines.slice(0, Math.max(1, rowsOfScreen - 1));
}

function listLines(scene: Scene, view: View, rows: readonly Row[]): readonly Line[] {
  if (rows.length === 0) return [[], [segment(`  ${nothingShown(scene, view)}`, { weight: 'dim' })]];
  const columns = columnsFor(scene, view.tab);
  const shown = rows.slice(view.top, view.top + listHeight(view.mode, scene));
  return shown.map((row) => listLine(rowLine(row, scene, columns), row.key === view.selected?.key, scene));
}

/** The selected one has a mark too, because there are terminals that show nothing inverse. */
function listLine(line: Line, isSelected: boolean, { size, status }: Scene): Line {
  if (isSelected) {
    const whole = filled([segment('> '), ...line], size.cols);
    return styled(whole, { color: undefined, weight: undefined, ground: 'inverse' });
  }
  const indented = [segment('  '), ...line];
  return status.kind === 'open' ? indented : styled(indented, stale);
}

/** What was true once. */
const stale = { color: undefined, weight: 'dim' } as const;

function nothingShown({ host, status }: Scene, { filter, tab }: View): string {
  if (host === undefined) return 'Waiting for the host…';
  if (filter !== '') return `Nothing has the words ${JSON.stringify(filter)}. Esc: all again`;
  if (status.kind !== 'open') return 'Nothing is known.';
  return nothing[tab];
}

const nothing: Readonly<Record<Tab, string>> = {
  processes: 'No panes. Open one in the browser; panetree link prints a URL.',
  runs: 'No runs yet. A run is one turn of an agent or a session.',
  leftovers: 'Nothing is left over: what a host that ends leaves behind is found here.',
};

function dialogLines(mode: Mode, scene: Scene): readonly Line[] {
  const dialog = dialogOf(mode, scene);
  if (dialog === undefined) return [];
  return boxed(dialog, scene.size.cols, Math.max(leastListRows, bodyHeight(scene) - leastListRows));
}

function bodyHeight({ size }: Scene): number {
  return Math.max(1, size.rows - otherRows);
}

function padded(lines: readonly Line[], height: number): readonly Line[] {
  const missing = Math.max(0, height - lines.length);
  return [...lines.slice(0, height), ...Array.from({ length: missing }, (): Line => [])];
}
