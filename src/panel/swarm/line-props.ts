import type { HTMLAttributes } from 'preact';
import type { Row } from './rows.js';

export interface LineProps<R extends Row> {
  readonly row: R;
  /** Counted from 1, the heading included. */
  readonly rowIndex: number;
  readonly top: number;
  /** `entry`: nothing is selected yet, and Tab leads here. */
  readonly standing: 'active' | 'entry' | 'other';
}

type RowAttributes = HTMLAttributes<HTMLDivElement> & { readonly 'data-key': string };

/** What every row of the grid says of itself. */
export function rowAttributes({ row, rowIndex, top, standing }: LineProps<Row>): RowAttributes {
  const expansion = row.kind === 'note' ? 'leaf' : row.expansion;
  return {
    role: 'row',
    'data-key': row.key,
    'aria-level': row.level,
    'aria-rowindex': rowIndex,
    'aria-expanded': expansion === 'leaf' ? undefined : expansion === 'open',
    'aria-selected': standing === 'active',
    tabIndex: standing === 'other' ? -1 : 0,
    style: { transform: `translateY(${top}px)` },
  };
}
