import type { JSX } from 'preact';
import { IconButton } from '../views/button.js';
import { usePanel } from '../views/panel-context.js';
import { BlockDetails } from './block-details.js';
import { ProcessDetails } from './process-details.js';

/** All there is to know of the selected row, and what can be done with it. */
export function Details(): JSX.Element | null {
  const { list } = usePanel();
  const row = list.rows.value.find(({ key }) => key === list.active.value);
  if (row?.kind !== 'process' && row?.kind !== 'block') return null;
  return (
    <section class="details" aria-label="Details of the selection">
      {row.kind === 'process' ? <ProcessDetails row={row} /> : <BlockDetails block={row.block} />}
      <div class="details-close">
        <IconButton
          icon="close"
          label="Close details"
          onPress={() => {
            list.active.value = undefined;
          }}
        />
      </div>
    </section>
  );
}
