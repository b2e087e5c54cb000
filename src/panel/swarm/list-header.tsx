import type { JSX } from 'preact';
import { usePanel } from '../views/panel-context.js';
import { Icon } from '../views/icons.js';
import { type Column, columns } from './columns.js';
import { nextSorting, type SortColumn } from '../../host/client/sorting.js';

export function ListHeader(): JSX.Element {
  return (
    <div class="list-header line" role="row" aria-rowindex={1}>
      {columns.map((column) => (
        <HeaderCell key={column.id} column={column} />
      ))}
    </div>
  );
}

function HeaderCell({ column }: { readonly column: Column }): JSX.Element {
  const { sorting } = usePanel().list;
  const { id, title, sort } = column;
  const direction = sort !== undefined && sorting.value?.column === sort ? sorting.value.direction : 'none';
  return (
    <div class={`cell ${id}`} role="columnheader" aria-sort={sort === undefined ? undefined : direction}>
      {sort === undefined ? title : <SortButton title={title} sort={sort} direction={direction} />}
    </div>
  );
}

interface SortButtonProps {
  readonly title: string;
  readonly sort: SortColumn;
  readonly direction: 'ascending' | 'descending' | 'none';
}

function SortButton({ title, sort, direction }: SortButtonProps): JSX.Element {
  const { sorting } = usePanel().list;
  return (
    <button
      type="button"
      class={`sort ${direction}`}
      onClick={() => {
        sorting.value = nextSorting(sorting.value, sort);
      }}
    >
      {title}
      <Icon name="chevron" />
    </button>
  );
}
