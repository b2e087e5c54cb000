import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PanelModel } from '../state/panel-model.js';
import { openMenuAt } from '../views/open-menu-at.js';
import { usePanel } from '../views/panel-context.js';
import { useViewport } from '../views/use-viewport.js';
import { BlockLine } from './block-line.js';
import { columns } from './columns.js';
import type { LineProps } from './line-props.js';
import { ListHeader } from './list-header.js';
import { ProcessLine } from './process-line.js';
import { windowOf } from './row-window.js';
import type { Row } from './rows.js';
import { pressOnRow } from './row-shortcuts.js';
import { GroupLine } from './group-line.js';
import { NoteLine, PastLine, PlumbingLine } from './short-lines.js';
import { useCurrentBlock } from './use-current-block.js';
import { useListFocus } from './use-list-focus.js';
import { useListKeys } from './use-list-keys.js';

const overscan = 8;

/** Everything that runs, as a tree grid: https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/ */
export function SwarmList(): JSX.Element {
  const model = usePanel();
  const { list } = model;
  const viewport = useRef<HTMLDivElement>(null);
  const view = useViewport(viewport);
  const rows = list.rows.value;
  const offsets = list.offsets.value;
  const activeIndex = useListFocus(viewport, list);
  useCurrentBlock(viewport, model);
  const onKeyDown = useListKeys(viewport, activeIndex);
  const indexes = withActive(windowOf(offsets, { ...view, overscan }), activeIndex);
  return (
    <div
      class={`list ${useFilledColumns()}`}
      role="treegrid"
      aria-label="Panes and their processes"
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      onKeyDown={onKeyDown}
      onClick={(event) => selectClicked(event, list)}
      onDblClick={(event) => renameClicked(event, model)}
      onContextMenu={(event) => openMenu(event, model)}
      onPointerOver={(event) => {
        list.hovered.value = keyAt(event.target);
      }}
      onPointerLeave={() => {
        list.hovered.value = undefined;
      }}
    >
      <ListHeader />
      <div ref={viewport} class="viewport" role="rowgroup">
        <div class="sizer" role="none" style={{ height: `${offsets.at(-1) ?? 0}px` }}>
          {indexes.map((index) => {
            const row = rows[index];
            if (row === undefined) return undefined;
            const standing =
              row.key === list.active.value ? 'active' : index === activeIndex ? 'entry' : 'other';
            const top = offsets[index] ?? 0;
            return <Line key={row.key} row={row} rowIndex={index + 2} top={top} standing={standing} />;
          })}
        </div>
      </div>
    </div>
  );
}

/** Without runs their column gives its room to the command. */
function useFilledColumns(): string {
  const { list } = usePanel();
  const hasRun = list.rows.value.some((row) => row.kind === 'process' && row.process.runId !== undefined);
  return hasRun ? 'has-run' : '';
}

function Line(props: LineProps<Row>): JSX.Element {
  const { row, ...rest } = props;
  switch (row.kind) {
    case 'block':
      return <BlockLine row={row} {...rest} />;
    case 'process':
      return <ProcessLine row={row} {...rest} />;
    case 'group':
      return <GroupLine row={row} {...rest} />;
    case 'past':
      return <PastLine row={row} {...rest} />;
    case 'plumbing':
      return <PlumbingLine row={row} {...rest} />;
    case 'note':
  }
  return <NoteLine row={row} {...rest} />;
}

/** The row with the focus is painted wherever it is, so that the focus is not lost by scrolling. */
function withActive({ from, to }: { readonly from: number; readonly to: number }, active: number): number[] {
  const indexes = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
  if (active < 0 || (active >= from && active < to)) return indexes;
  return active < from ? [active, ...indexes] : [...indexes, active];
}

function selectClicked(event: MouseEvent, list: ReturnType<typeof usePanel>['list']): void {
  if (!(event.target instanceof Element)) return;
  const key = keyAt(event.target);
  const row = list.rows.value.find((one) => one.key === key);
  if (row === undefined) return;
  list.active.value = row.key;
  const isFold = row.kind === 'plumbing' || row.kind === 'group' || row.kind === 'past';
  if (event.target.closest('.twist') !== null || isFold) list.toggle(row);
}

function renameClicked({ target }: MouseEvent, { list, renaming }: PanelModel): void {
  if (!(target instanceof Element) || target.closest('.block-title') === null) return;
  const row = list.rows.value.find(({ key }) => key === keyAt(target));
  if (row?.kind === 'block') renaming.value = { blockId: row.block.blockId, place: 'list' };
}

function openMenu(event: MouseEvent, model: PanelModel): void {
  const { list, menus } = model;
  const element = event.target instanceof Element ? event.target.closest('[data-key]') : null;
  const row = list.rows.value.find(({ key }) => key === element?.getAttribute('data-key'));
  if (element === null || row === undefined || isField(event.target)) return;
  list.active.value = row.key;
  openMenuAt(event, element, (anchor) => {
    pressOnRow({ model, menus, anchor }, row, { key: 'ContextMenu', shiftKey: false });
  });
}

/** Has a menu of the browser's, to paste for example. */
function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement;
}

function keyAt(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest('[data-key]')?.getAttribute('data-key') ?? undefined;
}
