import { useComputed } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { usePanel } from '../views/panel-context.js';

interface RowButtonsProps {
  readonly rowKey: string;
  /** Asked for only while they are seen: a thousand rows would have thousands of them. */
  readonly children: () => ComponentChildren;
}

/** What can be done with the row below the pointer. The selected one has a key for everything. */
export function RowButtons({ rowKey, children }: RowButtonsProps): JSX.Element | null {
  const { list } = usePanel();
  const isHovered = useComputed(() => list.hovered.value === rowKey);
  if (!isHovered.value) return null;
  return (
    <div class="row-buttons" role="gridcell">
      {children()}
    </div>
  );
}
