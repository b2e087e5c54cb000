import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { usePanel } from '../views/panel-context.js';
import { useViewport } from '../views/use-viewport.js';
import { BlockLine } from './block-line.js';
import { columns } from './columns.js';
import type { LineProps } from './line-props.js';
import { ListHeader } from './list-header.js';
import { ProcessLine } from './process-line.js';
import { windowOf } from './row-window.js';
import type { Row } from './rows.js';
import { NoteLine, PlumbingLine } from './short-lines.js';
import { useListFocus } from './use-list-focus.js';
import { useListKeys } from './use-list-keys.js';

const overscan = 8;

/** Everything that runs, as a tree grid: https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/ */
export function SwarmList(): JSX.Element {
  const { list } = usePanel();
  const viewport = useRef<HTMLDivElement>(null);
  const view = useViewport(viewport);
  const rows = list.rows.value;
  const offsets = list.offsets.value;
  const activeIndex = useListFocus(viewport, list);
  const onKeyDown = useListKeys(viewport, activeIndex);
  const indexes = withActive(windowOf(offsets, { ...view, overscan }), activeIndex);
  return (
    <div
      class="list"
      role="treegrid"
      aria-label="Panes and their processes"
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      onKeyDown={onKeyDown}
      onClick={(event) => selectClicked(event, list)}
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

function Line(props: LineProps<Row>): JSX.Element {
  const { row, ...rest } = props;
  switch (row.kind) {
    case 'block':
      return <BlockLine row={row} {...rest} />;
    case 'process':
      return <ProcessLine row={row} {...rest} />;
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
  if (event.target.closest('.twist') !== null || row.kind === 'plumbing') list.toggle(row);
}

function keyAt(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined;
  return target.closest('[data-key]')?.getAttribute('data-key') ?? undefined;
}
